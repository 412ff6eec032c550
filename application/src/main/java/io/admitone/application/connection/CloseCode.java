package io.admitone.application.connection;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Every way in which a WebSocket of ours ends: the code, the word its reason begins with, and what
 * a client should do about it. This table and {@code protocol/close-codes.json} are compared by a
 * test.
 *
 * <p>Codes below 4000 are those of RFC 6455 section 7.4.1 and the IANA registry it founds.
 */
public enum CloseCode {
  NORMAL(1000, "", Advice.STOP),
  GOING_AWAY(1001, "GOING_AWAY", Advice.RETRY),
  PROTOCOL_ERROR(1002, "PROTOCOL_ERROR", Advice.STOP),
  UNSUPPORTED_DATA(1003, "UNSUPPORTED_DATA", Advice.STOP),
  /** Never sent: what either side reports of a connection that broke. */
  ABNORMAL(1006, "ABNORMAL", Advice.RETRY),
  INVALID_UTF8(1007, "INVALID_UTF8", Advice.STOP),
  POLICY_VIOLATION(1008, "POLICY_VIOLATION", Advice.STOP),
  MESSAGE_TOO_BIG(1009, "MESSAGE_TOO_BIG", Advice.STOP),
  INTERNAL_ERROR(1011, "INTERNAL_ERROR", Advice.RETRY_WITH_BACKOFF),
  SERVICE_RESTART(1012, "SERVICE_RESTART", Advice.RETRY_AT_ADVISED_TIME),
  TRY_AGAIN_LATER(1013, "TRY_AGAIN_LATER", Advice.RETRY_WITH_BACKOFF),
  SLOW_CONSUMER(1013, "SLOW_CONSUMER", Advice.RETRY_WITH_BACKOFF),
  UNSUPPORTED_VERSION(4400, "UNSUPPORTED_VERSION", Advice.STOP),
  INVALID_CLIENT_ID(4400, "INVALID_CLIENT_ID", Advice.STOP),
  AUTH_REQUIRED(4401, "AUTH_REQUIRED", Advice.NEW_TICKET_ONCE),
  TICKET_INVALID(4401, "TICKET_INVALID", Advice.NEW_TICKET_ONCE),
  TICKET_EXPIRED(4401, "TICKET_EXPIRED", Advice.NEW_TICKET_ONCE),
  INVALID_ROLE(4401, "INVALID_ROLE", Advice.NEW_TICKET_ONCE),
  SESSION_REVOKED(4401, "SESSION_REVOKED", Advice.NEW_TICKET_ONCE),
  SESSION_EXPIRED(4401, "SESSION_EXPIRED", Advice.NEW_TICKET_ONCE),
  HEARTBEAT_TIMEOUT(4408, "HEARTBEAT_TIMEOUT", Advice.RETRY),
  REPLACED(4409, "REPLACED", Advice.STOP),
  TOO_MANY_CONNECTIONS(4429, "TOO_MANY_CONNECTIONS", Advice.RETRY_AT_ADVISED_TIME),
  HANDSHAKE_ERROR(4500, "HANDSHAKE_ERROR", Advice.RETRY_WITH_BACKOFF);

  /** A close frame without a code, as RFC 6455 section 7.1.5 names it. */
  public static final int NO_STATUS = 1005;

  /** Longest reason that fits into a close frame, in bytes (RFC 6455 section 5.5). */
  public static final int MAX_REASON_BYTES = 123;

  private static final Set<Integer> CODES =
      Arrays.stream(values()).map(CloseCode::code).collect(Collectors.toUnmodifiableSet());

  private final int code;
  private final String reason;
  private final Advice advice;

  CloseCode(int code, String reason, Advice advice) {
    this.code = code;
    this.reason = reason;
    this.advice = advice;
  }

  /** The number in the close frame. */
  public int code() {
    return code;
  }

  /** The machine-readable word that begins the reason text; empty for a normal close. */
  public String reason() {
    return reason;
  }

  /** What a client should do about it. */
  public Advice advice() {
    return advice;
  }

  /** Whether a code that a peer sent is one that is counted under its own number. */
  public static boolean isKnown(int code) {
    return code == NO_STATUS || CODES.contains(code);
  }

  /** What a client should do after a close. */
  public enum Advice {
    /** Do not come back by yourself. */
    STOP,
    /** Come back, with the usual spread. */
    RETRY,
    /** Come back, each time later. */
    RETRY_WITH_BACKOFF,
    /** Come back at the time that the last message gave. */
    RETRY_AT_ADVISED_TIME,
    /** Fetch one fresh ticket and try once more; then stop and say why. */
    NEW_TICKET_ONCE
  }
}
