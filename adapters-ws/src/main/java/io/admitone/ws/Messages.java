package io.admitone.ws;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.admitone.application.connection.CloseCode;
import io.admitone.application.connection.ConnectionInfo;
import io.admitone.application.connection.Endpoint;
import io.admitone.application.telemetry.MessageLabel;
import io.admitone.domain.identity.ClientId;
import io.admitone.domain.identity.Identity;
import io.admitone.domain.ticket.Grant;
import io.micronaut.jackson.core.tree.JsonNodeTreeCodec;
import io.micronaut.json.tree.JsonNode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Every message that this server sends, as frames. Examples with their fields stand in {@code
 * protocol/messages}.
 */
final class Messages {
  private static final JsonFactory JSON = new JsonFactory();

  private static final String FEATURES =
      "\"heartbeat\",\"structured_messages\",\"error_codes\",\"graceful_reconnect\"";

  private static final String FEATURES_OF_ROOMS = ",\"rooms\",\"history\",\"acks\",\"presence\"";

  private static final String COMPRESSION = ",\"compression\"";

  private static final String NORMAL = "normal";
  private static final String DEGRADED = "degraded";

  static final String TOO_FAST = "too many messages; this one was dropped";

  private Messages() {}

  /**
   * The upgrade request and the connection that came of it go by one id, also in the logs.
   *
   * @param deflates whether messages may be compressed
   */
  static ByteBuf hello(
      ByteBufAllocator alloc,
      ConnectionInfo connection,
      boolean deflates,
      SocketPolicy policy,
      boolean autoReconnect,
      Duration reconnectWindow,
      Instant now) {
    MessageFrame hello =
        begin(alloc, MessageLabel.HELLO, now)
            .field("server_time", now)
            .field("accepted_version", connection.endpoint().protocolVersion())
            .jsonField("features", featuresAt(connection.endpoint(), deflates))
            .plainField("request_id", connection.id().value())
            .plainField("client_id", connection.client().value())
            .field("heartbeat_interval_ms", policy.heartbeatInterval().toMillis())
            .plainField("connection_id", connection.id().value())
            .field("max_message_bytes", policy.limits().maxMessageBytes())
            .jsonField("auto_reconnect", Boolean.toString(autoReconnect))
            .field("reconnect_window_ms", reconnectWindow.toMillis());
    connection.grant().map(Grant::identity).ifPresent(identity -> name(hello, identity));
    return hello.end();
  }

  private static String featuresAt(Endpoint endpoint, boolean deflates) {
    boolean inRooms = endpoint == Endpoint.ROOMS;
    return "["
        + FEATURES
        + (inRooms ? FEATURES_OF_ROOMS : "")
        + (inRooms && deflates ? COMPRESSION : "")
        + "]";
  }

  static ByteBuf ping(ByteBufAllocator alloc, ClientId client, long heartbeats, Instant now) {
    return begin(alloc, MessageLabel.PING, now)
        .field("heartbeat_count", heartbeats)
        .plainField("client_id", client.value())
        .end();
  }

  /**
   * @param id the JSON text of the ping's own id
   */
  static ByteBuf pong(ByteBufAllocator alloc, ClientId client, Optional<String> id, Instant now) {
    MessageFrame pong =
        begin(alloc, MessageLabel.PONG, now).plainField("client_id", client.value());
    id.ifPresent(json -> pong.jsonField("id", json));
    return pong.end();
  }

  static ByteBuf status(ByteBufAllocator alloc, ClientId client, Status status, Instant now) {
    MessageFrame message =
        begin(alloc, MessageLabel.STATUS, now)
            .field("connection_uptime_seconds", status.uptimeSeconds())
            .field("heartbeat_count", status.heartbeats());
    status
        .lastHeartbeat()
        .ifPresentOrElse(
            time -> message.field("last_heartbeat", time),
            () -> message.jsonField("last_heartbeat", "null"));
    return message
        .plainField("client_id", client.value())
        .field("messages_received", status.received())
        .field("messages_sent", status.sent())
        .plainField("mode", status.storeIsReady() ? NORMAL : DEGRADED)
        .end();
  }

  /**
   * @param original the client's message, which comes back byte for byte
   */
  static ByteBuf echo(ByteBufAllocator alloc, ClientId client, ByteBuf original, Instant now) {
    return begin(alloc, MessageLabel.ECHO, now)
        .jsonField("original_message", original)
        .plainField("client_id", client.value())
        .end();
  }

  /**
   * @param id the JSON text of the id of the message that was bad, where it could be read
   */
  static ByteBuf error(ByteBufAllocator alloc, Incoming.Bad bad, Optional<String> id, Instant now) {
    return error(alloc, bad.name(), bad.explanation(), id, now);
  }

  /** Why somebody is not let in, just before the close frame with the same word. */
  static ByteBuf refusal(
      ByteBufAllocator alloc,
      Endpoint endpoint,
      CloseCode why,
      Optional<Duration> retryAfter,
      Instant now) {
    MessageFrame refusal =
        beginError(alloc, why.reason(), explanationOf(why, endpoint), Optional.empty(), now);
    retryAfter.ifPresent(time -> refusal.field("retry_after_ms", time.toMillis()));
    return refusal.end();
  }

  /**
   * A message came too soon after the others and was dropped.
   *
   * @param id the JSON text of its id, if it had one
   */
  static ByteBuf rateLimited(ByteBufAllocator alloc, Optional<String> id, Instant now) {
    return error(alloc, "RATE_LIMITED", TOO_FAST, id, now);
  }

  /** The store was lost, or is back. */
  static ByteBuf mode(ByteBufAllocator alloc, boolean degraded, Instant now) {
    MessageFrame status =
        begin(alloc, MessageLabel.STATUS, now).plainField("mode", degraded ? DEGRADED : NORMAL);
    return degraded ? status.plainField("reason", "STORE_UNAVAILABLE").end() : status.end();
  }

  static ByteBuf reconnect(
      ByteBufAllocator alloc, CloseCode why, Duration retryAfter, Instant now) {
    return begin(alloc, MessageLabel.RECONNECT, now)
        .plainField("reason", why.reason())
        .field("retry_after_ms", retryAfter.toMillis())
        .end();
  }

  /**
   * @param data JSON that is whole
   */
  static ByteBuf broadcast(ByteBufAllocator alloc, String data, Instant now) {
    return begin(alloc, MessageLabel.BROADCAST, now).jsonField("data", data).end();
  }

  /**
   * A message of the application's own.
   *
   * @param fields as {@link #fieldsOf} gives them
   */
  static ByteBuf application(ByteBufAllocator alloc, String type, String fields, Instant now) {
    return MessageFrame.of(alloc, type, now).jsonFields(fields).end();
  }

  /**
   * The JSON text of an object's fields, without its braces.
   *
   * @throws IllegalArgumentException if it is no object, or names its own type or timestamp
   */
  static String fieldsOf(JsonNode object) {
    if (!object.isObject() || object.get("type") != null || object.get("timestamp") != null) {
      throw new IllegalArgumentException(
          "a message's fields are an object without type and timestamp");
    }
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      JsonNodeTreeCodec.getInstance().writeTree(json, object);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString().substring(1, text.getBuffer().length() - 1);
  }

  private static MessageFrame begin(ByteBufAllocator alloc, MessageLabel type, Instant now) {
    return MessageFrame.of(alloc, type.wireName(), now);
  }

  private static void name(MessageFrame hello, Identity identity) {
    hello.field("session_id", identity.session().value()).field("user_id", identity.user().value());
  }

  static ByteBuf error(
      ByteBufAllocator alloc, String code, String explanation, Optional<String> id, Instant now) {
    return beginError(alloc, code, explanation, id, now).end();
  }

  private static MessageFrame beginError(
      ByteBufAllocator alloc, String code, String explanation, Optional<String> id, Instant now) {
    MessageFrame error = begin(alloc, MessageLabel.ERROR, now);
    id.ifPresent(json -> error.jsonField("id", json));
    return error.plainField("error_code", code).field("message", explanation);
  }

  private static String explanationOf(CloseCode why, Endpoint endpoint) {
    return switch (why) {
      case UNSUPPORTED_VERSION ->
          "only protocol version " + endpoint.protocolVersion() + " is spoken here";
      case INVALID_CLIENT_ID -> "client_id must be given once, 1 to 128 of [A-Za-z0-9._:-]";
      case INVALID_ROLE -> "the role is unknown, or the ticket does not carry it";
      case AUTH_REQUIRED -> "a ticket is required";
      case TICKET_INVALID -> "the ticket cannot be redeemed";
      case TICKET_EXPIRED -> "the ticket has expired";
      case SESSION_REVOKED -> "the session was ended";
      case TOO_MANY_CONNECTIONS -> "the session has all the connections it may have";
      case TRY_AGAIN_LATER -> "tickets cannot be checked right now";
      default -> "the server could not complete the handshake";
    };
  }

  /** What a client that asks is told of its connection. */
  record Status(
      long uptimeSeconds,
      long heartbeats,
      Optional<Instant> lastHeartbeat,
      long received,
      long sent,
      boolean storeIsReady) {}
}
