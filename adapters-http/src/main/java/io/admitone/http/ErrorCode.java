package io.admitone.http;

import io.admitone.application.telemetry.TelemetryEvent.Severity;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Every error that is answered over HTTP: its status, the class it belongs to, what a reader is
 * told, and how much an operator should care. This table and {@code protocol/error-codes.json} are
 * compared by a test.
 *
 * <p>Status codes are those of RFC 9110 section 15 and RFC 6585.
 */
public enum ErrorCode {
  INVALID_REQUEST(400, Kind.BAD_REQUEST, "The request cannot be understood", Severity.INFO),
  BAD_HANDSHAKE(400, Kind.BAD_REQUEST, "This is not a WebSocket handshake", Severity.INFO),
  INVALID_ROOM(
      400, Kind.BAD_REQUEST, "A room's name is 1 to 200 of [A-Za-z0-9._:-]", Severity.INFO),
  UNAUTHORIZED(401, Kind.NOT_AUTHORIZED, "A valid token is required", Severity.INFO),
  TOKEN_EXPIRED(401, Kind.NOT_AUTHORIZED, "The token has expired", Severity.INFO),
  MISSING_SESSION(401, Kind.NOT_AUTHORIZED, "The token names no session", Severity.WARN),
  FORBIDDEN(403, Kind.FORBIDDEN, "This is not allowed", Severity.WARN),
  ORIGIN_NOT_ALLOWED(403, Kind.FORBIDDEN, "This origin is not allowed", Severity.WARN),
  ROOM_FORBIDDEN(403, Kind.FORBIDDEN, "This is not allowed in this room", Severity.INFO),
  NOT_FOUND(404, Kind.NOT_FOUND, "There is nothing here", Severity.INFO),
  METHOD_NOT_ALLOWED(405, Kind.BAD_REQUEST, "This method is not allowed here", Severity.INFO),
  NOT_ACCEPTABLE(406, Kind.BAD_REQUEST, "No acceptable media type is available", Severity.INFO),
  BODY_TOO_LARGE(413, Kind.BAD_REQUEST, "The body is too large", Severity.INFO),
  PAYLOAD_TOO_LARGE(413, Kind.BAD_REQUEST, "The data is too large", Severity.INFO),
  URI_TOO_LONG(414, Kind.BAD_REQUEST, "The request line is too long", Severity.INFO),
  UNSUPPORTED_MEDIA_TYPE(415, Kind.BAD_REQUEST, "The body must be JSON", Severity.INFO),
  UNSUPPORTED_WEBSOCKET_VERSION(
      426, Kind.BAD_REQUEST, "Only WebSocket version 13 is spoken here", Severity.INFO),
  RATE_LIMITED(429, Kind.RATE_LIMITED, "Too many requests", Severity.WARN, Duration.ofSeconds(1)),
  HEADERS_TOO_LARGE(431, Kind.BAD_REQUEST, "The headers are too large", Severity.INFO),
  TICKET_GENERATION_FAILED(
      500, Kind.INTERNAL_ERROR, "The ticket could not be issued", Severity.ERROR),
  INTERNAL_ERROR(500, Kind.INTERNAL_ERROR, "Something went wrong here", Severity.ERROR),
  WS_TICKET_REDIS_NOT_READY(
      503,
      Kind.SERVICE_UNAVAILABLE,
      "Ticket service temporarily unavailable",
      Severity.ERROR,
      // A store that is back is noticed within about a second.
      Duration.ofSeconds(2)),
  STORE_UNAVAILABLE(
      503,
      Kind.SERVICE_UNAVAILABLE,
      "Rooms cannot be used right now",
      Severity.ERROR,
      Duration.ofSeconds(2)),
  STORE_NOT_READY(
      503,
      Kind.SERVICE_UNAVAILABLE,
      "This needs the store, which cannot be used at the moment",
      Severity.ERROR,
      Duration.ofSeconds(RequiresStore.USUAL_RETRY_AFTER_SECONDS)),
  TOKEN_KEYS_UNAVAILABLE(
      503,
      Kind.SERVICE_UNAVAILABLE,
      "Tokens cannot be verified at the moment",
      Severity.ERROR,
      Duration.ofSeconds(5)),
  DRAINING(
      503,
      Kind.SERVICE_UNAVAILABLE,
      "This server is about to stop",
      Severity.INFO,
      Duration.ofSeconds(2)),
  SERVER_FULL(
      503,
      Kind.SERVICE_UNAVAILABLE,
      "This server takes no more connections",
      Severity.WARN,
      Duration.ofSeconds(5));

  private final int status;
  private final Kind kind;
  private final String message;
  private final Severity severity;
  private final Optional<Duration> retryAfter;

  ErrorCode(int status, Kind kind, String message, Severity severity) {
    this(status, kind, message, severity, Optional.empty());
  }

  ErrorCode(int status, Kind kind, String message, Severity severity, Duration retryAfter) {
    this(status, kind, message, severity, Optional.of(retryAfter));
  }

  ErrorCode(
      int status, Kind kind, String message, Severity severity, Optional<Duration> retryAfter) {
    this.status = status;
    this.kind = kind;
    this.message = message;
    this.severity = severity;
    this.retryAfter = retryAfter;
  }

  public int status() {
    return status;
  }

  /** What the client is told, for people, where a refusal has nothing more precise to say. */
  public String message() {
    return message;
  }

  public Severity severity() {
    return severity;
  }

  /** How long a client should wait, where nothing more precise is known; whole seconds. */
  public Optional<Duration> retryAfter() {
    return retryAfter;
  }

  Kind kind() {
    return kind;
  }

  /** What the status obliges to send besides (RFC 9110 sections 11.6.1 and 15.5.22). */
  Map<String, String> headers() {
    if (status == 401) {
      return Map.of("WWW-Authenticate", "Bearer");
    }
    return this == UNSUPPORTED_WEBSOCKET_VERSION
        ? Map.of("Sec-WebSocket-Version", "13", "Upgrade", "websocket")
        : Map.of();
  }

  /** The classes of errors, for clients that only want to know what sort of trouble it is. */
  enum Kind {
    BAD_REQUEST,
    NOT_AUTHORIZED,
    FORBIDDEN,
    NOT_FOUND,
    RATE_LIMITED,
    SERVICE_UNAVAILABLE,
    INTERNAL_ERROR
  }
}
