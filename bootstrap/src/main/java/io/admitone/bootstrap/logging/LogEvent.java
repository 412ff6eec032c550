package io.admitone.bootstrap.logging;

import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.event.Level;

/**
 * Every kind of log line of the service: its level, what it says to people, and the fields it may
 * carry. {@code docs/logging.md} and this table are compared by a test.
 */
public enum LogEvent {
  STARTING(
      Level.INFO,
      "The service starts",
      "environment",
      "store",
      "storeAddress",
      "startupPolicy",
      "startupTimeoutMs",
      "storeDeadlineMs",
      "listen",
      "origins",
      "authentication",
      "tokens",
      "devTokens",
      "ticketTtlMs",
      "heartbeatMs",
      "shutdownTimeoutMs",
      "logLevel",
      "version",
      "java"),
  STORE_KNOWN_TO_ONE_PROCESS(
      Level.WARN,
      "Tickets are kept in this process alone: run one process, or let each page reach the process"
          + " that gave it its ticket",
      "store",
      "environment"),
  STARTED(Level.INFO, "The service listens", "port", "durationMs"),
  START_FAILED(Level.ERROR, "The service cannot start", "error"),
  STOPPING(Level.INFO, "The service was told to stop"),
  STOPPED(Level.INFO, "The service has stopped", "durationMs"),
  STOP_CUT_OFF(Level.ERROR, "The stop took too long and was cut off", "durationMs"),
  READINESS_CHANGED(
      Level.INFO,
      "The store's readiness changed",
      "dependency",
      "from",
      "to",
      "ready",
      "attempts",
      "error"),
  LISTENER_FAILED(
      Level.ERROR, "A listener to the store's readiness, to revocations or to a room failed"),
  WAITING_TASK_FAILED(Level.ERROR, "A task that had waited for the store failed", "task", "cause"),
  REDIS_CONNECT_START(Level.INFO, "A try to connect to Redis begins", "attempt"),
  REDIS_CONNECT_OK(Level.INFO, "Redis can be used", "durationMs", "attempt", "server"),
  REDIS_CONNECT_FAIL(
      Level.ERROR, "A try to connect to Redis failed", "error", "attempt", "nextTryMs", "unlogged"),
  REDIS_CONNECT_DEGRADED(
      Level.WARN,
      "The service goes on without Redis: what needs it is answered with 503 until it comes",
      "error"),
  REDIS_CONNECT_WAITING(
      Level.WARN,
      "The service waits for Redis with its port closed",
      "error",
      "attempt",
      "waitedMs"),
  REDIS_CONNECT_FATAL(
      Level.ERROR,
      "The service ends, because Redis cannot be used",
      "error",
      "attempt",
      "waitedMs"),
  REDIS_GIVEN_UP(Level.ERROR, "Continuing without the store; tries go on, slowly", "attempt"),
  REDIS_DISCONNECTED(Level.ERROR, "Redis is lost", "error", "upForMs"),
  REDIS_RECONNECTED(Level.INFO, "Redis is back", "downForMs", "attempts", "server"),
  REDIS_HIDES_INCARNATION(
      Level.WARN,
      "Redis does not tell its run id and replication id: after its failover or restart a spent"
          + " ticket might be admitted again",
      "server"),
  REDIS_REVOCATIONS_INTERRUPTED(
      Level.WARN, "Revocations of other processes are not heard", "error"),
  REDIS_REVOCATIONS_RESUMED(
      Level.INFO,
      "Revocations of other processes are heard again, the missed ones too",
      "downForMs"),
  REDIS_ROOMS_INTERRUPTED(Level.WARN, "Rooms are not heard, or not all of them", "error"),
  REDIS_ROOMS_RESUMED(
      Level.INFO, "Rooms are heard again; what was missed is read from history", "downForMs"),
  DRAIN_STARTED(Level.INFO, "The goodbye to all sockets begins", "sockets", "delayMs", "windowMs"),
  DRAIN_ENDED(Level.INFO, "The goodbye is over", "sockets", "durationMs"),
  HTTP_REQUEST(
      Level.INFO, "A request was answered", "traceId", "method", "route", "status", "durationMs"),
  /** Its name on a line is the code of the answer in lower case. */
  REQUEST_REFUSED(
      Level.INFO, "A request was answered with an error", "code", "traceId", "sessionId", "cause"),
  WS_TICKET_ISSUED(
      Level.DEBUG, "A ticket was issued", "traceId", "sessionId", "ticketHash", "durationMs"),
  WS_TICKET_ADMITTED(
      Level.DEBUG, "A ticket was redeemed", "traceId", "sessionId", "ticketHash", "durationMs"),
  WS_TICKET_REFUSED(
      Level.INFO,
      "A ticket was refused",
      "traceId",
      "sessionId",
      "ticketHash",
      "outcome",
      "durationMs"),
  WS_TICKET_REPLAYED(
      Level.WARN,
      "A spent ticket was presented again: was it stolen?",
      "traceId",
      "sessionId",
      "ticketHash",
      "durationMs"),
  WS_TICKET_NOT_JUDGED(
      Level.WARN,
      "The store could not judge a ticket",
      "traceId",
      "sessionId",
      "ticketHash",
      "durationMs",
      "cause"),
  WS_CONNECT(
      Level.INFO,
      "A socket was admitted",
      "traceId",
      "connection_id",
      "client_id",
      "user_id",
      "session_id",
      "endpoint",
      "role",
      "duration_ms"),
  WS_REFUSED(Level.INFO, "A socket was refused", "traceId", "endpoint", "code", "reason"),
  WS_DISCONNECT(
      Level.INFO,
      "A socket is gone",
      "traceId",
      "connection_id",
      "client_id",
      "user_id",
      "session_id",
      "endpoint",
      "code",
      "reason",
      "duration_ms",
      "messages_in",
      "messages_out"),
  SESSION_REVOKED(Level.INFO, "A session was ended", "traceId", "sessionId", "sockets"),
  OPERATOR_ENDED_CONNECTION(
      Level.INFO, "An operator ended a socket", "traceId", "sessionId", "connection_id"),
  OPERATOR_BROADCAST(
      Level.INFO, "An operator said something to many sockets", "traceId", "sessionId", "sockets");

  private final String eventName = name().toLowerCase(Locale.ROOT);
  private final Level level;
  private final String sentence;
  private final List<String> fields;

  LogEvent(Level level, String sentence, String... fields) {
    this.level = level;
    this.sentence = sentence;
    this.fields = List.of(fields);
  }

  /** What {@code event} is on such a line. */
  String eventName() {
    return eventName;
  }

  Level level() {
    return level;
  }

  String sentence() {
    return sentence;
  }

  /** The names of the fields beside {@code event}, each of which may be missing. */
  List<String> fields() {
    return fields;
  }

  /** A line of this kind, to be filled and written; costs nothing where its level is off. */
  public LogLine on(Logger logger) {
    return on(logger, level, eventName);
  }

  LogLine on(Logger logger, Level otherLevel, String otherName) {
    return new LogLine(this, logger.atLevel(otherLevel)).named(otherName);
  }
}
