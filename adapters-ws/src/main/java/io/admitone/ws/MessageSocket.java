package io.admitone.ws;

import io.admitone.application.connection.CloseCode;
import io.admitone.application.connection.ConnectionInfo;
import io.admitone.application.telemetry.MessageLabel;
import io.admitone.application.telemetry.TelemetryEvent.AdviceReason;
import io.admitone.application.telemetry.TelemetryEvent.ReconnectAdvised;
import io.micronaut.json.tree.JsonNode;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A socket that speaks structured messages, and what is the same in every version of them. */
abstract class MessageSocket extends AdmittedSocket implements SocketConnection {
  private static final Logger LOG = LoggerFactory.getLogger(MessageSocket.class);

  private long heartbeats;

  /** Milliseconds of the epoch; 0 before the first beat. */
  private long lastHeartbeatMs;

  /** Null while the client behaves. */
  private BadMessages badMessages;

  /** Null while the client keeps to its rate. */
  private BadMessages rateErrors;

  /** What the client was told last; a client that was told nothing takes the store for there. */
  private boolean toldDegraded;

  MessageSocket(Sockets sockets, Channel channel, ConnectionInfo info) {
    super(sockets, channel, info);
  }

  @Override
  final void greet() {
    ByteBuf hello =
        Messages.hello(
            alloc(),
            info(),
            deflates(),
            sockets().policy(),
            sockets().asksToReturn(info().client()),
            sockets().reconnectWindow(),
            sockets().now());
    sendMessage(hello, MessageLabel.HELLO);
  }

  @Override
  final void beat() {
    heartbeats++;
    Instant now = sockets().now();
    lastHeartbeatMs = now.toEpochMilli();
    sendMessage(Messages.ping(alloc(), info().client(), heartbeats, now), MessageLabel.PING);
  }

  /** Browsers answer control pings for pages that no longer run, so it says nothing of the page. */
  @Override
  final void onControlPong() {}

  /** A type that the system itself does not answer. The text is only lent. */
  void answerOther(Incoming.Message message, String json, ByteBuf text) {
    sockets()
        .handlers()
        .forType(message.type())
        .ifPresentOrElse(handler -> handle(handler, json), () -> onUnknownType(message, text));
  }

  /** A type that nobody answers. The text is only lent. */
  abstract void onUnknownType(Incoming.Message message, ByteBuf text);

  @Override
  final void onMessage(ByteBuf text) {
    String json = text.toString(StandardCharsets.UTF_8);
    Incoming incoming = sockets().reader().read(json);
    if (incoming instanceof Incoming.Message message) {
      sockets().record(MessageLabel.ofType(message.type()).received());
      answer(message, json, text);
    } else {
      sockets().record(MessageLabel.OTHER.received());
      complain((Incoming.Bad) incoming, Optional.empty());
    }
  }

  @Override
  public final void adviseReconnect(CloseCode why, Duration retryAfter) {
    onLoop(() -> adviseNow(why, retryAfter, AdviceReason.of(why)));
  }

  @Override
  final void retire() {
    adviseNow(
        CloseCode.SERVICE_RESTART, sockets().returnOfARetiredOne(), AdviceReason.CONNECTION_AGE);
  }

  @Override
  public final void send(String type, JsonNode fields) {
    MessageHandlers.requireFree(type);
    String json = Messages.fieldsOf(fields);
    sendFromAnywhere(
        type.length() + json.length(),
        () ->
            sendMessage(
                Messages.application(alloc(), type, json, sockets().now()), MessageLabel.OTHER));
  }

  private void answer(Incoming.Message message, String json, ByteBuf text) {
    switch (message.type()) {
      case "ping" -> sendMessage(pong(message.id()), MessageLabel.PONG);
      case "pong" -> {}
      case "status" -> sendMessage(status(), MessageLabel.STATUS);
      default -> answerOther(message, json, text);
    }
  }

  private void handle(MessageHandler handler, String json) {
    Optional<JsonNode> message = sockets().reader().readTree(json);
    if (message.isEmpty()) {
      complain(Incoming.Bad.INVALID_MESSAGE, Optional.empty());
      return;
    }
    try {
      handler.onMessage(this, message.get());
    } catch (RuntimeException e) {
      LOG.error("the handler for {} failed: {}", handler.type(), Failures.describe(e));
      sayGoodbye(CloseCode.INTERNAL_ERROR);
    }
  }

  private ByteBuf pong(Optional<String> id) {
    return Messages.pong(alloc(), info().client(), id, sockets().now());
  }

  private ByteBuf status() {
    return Messages.status(
        alloc(),
        info().client(),
        new Messages.Status(
            TimeUnit.NANOSECONDS.toSeconds(uptimeNanos()),
            heartbeats,
            lastHeartbeatMs == 0
                ? Optional.empty()
                : Optional.of(Instant.ofEpochMilli(lastHeartbeatMs)),
            messagesIn(),
            messagesOut(),
            sockets().storeIsReady()),
        sockets().now());
  }

  @Override
  final void onTooFast(ByteBuf text) {
    sockets().record(MessageLabel.OTHER.received());
    sendMessage(Messages.rateLimited(alloc(), idOf(text), sockets().now()), MessageLabel.ERROR);
    if (rateErrors == null) {
      rateErrors = new BadMessages(sockets().policy().limits().rate().errorsPerMinute());
    }
    if (rateErrors.reachLimit(sockets().nanoTime())) {
      sayGoodbye(CloseCode.POLICY_VIOLATION);
    }
  }

  /** So that who asked knows which question was dropped; the socket ends before that is work. */
  private Optional<String> idOf(ByteBuf text) {
    return sockets().reader().read(text.toString(StandardCharsets.UTF_8))
            instanceof Incoming.Message message
        ? message.id()
        : Optional.empty();
  }

  @Override
  final void tellStoreMode() {
    boolean degraded = !sockets().storeIsReady();
    if (isOpen() && degraded != toldDegraded) {
      toldDegraded = degraded;
      sendMessage(Messages.mode(alloc(), degraded, sockets().now()), MessageLabel.STATUS);
    }
  }

  /**
   * Tells what was wrong with a message, and ends the socket if that was too often so.
   *
   * @param id the JSON text of the message's own id
   */
  final void complain(Incoming.Bad bad, Optional<String> id) {
    sendMessage(Messages.error(alloc(), bad, id, sockets().now()), MessageLabel.ERROR);
    if (badMessages == null) {
      badMessages = new BadMessages(sockets().policy().limits().badMessagesPerMinute());
    }
    if (badMessages.reachLimit(sockets().nanoTime())) {
      sayGoodbye(CloseCode.POLICY_VIOLATION);
    }
  }

  private void adviseNow(CloseCode why, Duration retryAfter, AdviceReason counted) {
    if (isOpen()) {
      sendMessage(
          Messages.reconnect(alloc(), why, retryAfter, sockets().now()), MessageLabel.RECONNECT);
      sockets().record(new ReconnectAdvised(counted));
      sayGoodbye(why);
    }
  }
}
