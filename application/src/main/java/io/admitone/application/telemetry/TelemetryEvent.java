package io.admitone.application.telemetry;

import io.admitone.application.connection.CloseCode;
import io.admitone.application.connection.ConnectionId;
import io.admitone.application.connection.ConnectionInfo;
import io.admitone.application.connection.Endpoint;
import io.admitone.domain.identity.SessionId;
import io.admitone.domain.readiness.ReadinessChange;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** Something that happened, in the words of the domain. None of them holds a secret. */
public sealed interface TelemetryEvent {

  /**
   * A request for a ticket ended.
   *
   * @param session on whose behalf it was asked for
   * @param ticketHash the short hash of the ticket, where one was issued
   * @param took from the request to its end
   * @param cause why not, in words for operators
   */
  record TicketIssueEnded(
      IssueResultKind result,
      SessionId session,
      Optional<String> ticketHash,
      String traceId,
      Duration took,
      Optional<String> cause)
      implements TelemetryEvent {}

  /** How a request for a ticket can end. */
  enum IssueResultKind {
    /** A ticket was given. */
    ISSUED,
    /** The session had asked too often. */
    RATE_LIMITED,
    /** The store could not be used, or did not answer in time. */
    UNAVAILABLE,
    /** Something unforeseen. */
    FAILED;

    private final String word = name().toLowerCase(Locale.ROOT);

    /** Its name for meters, logs and traces. */
    public String word() {
      return word;
    }

    /** Whether the service did not do what it is for. */
    public boolean isFault() {
      return this == UNAVAILABLE || this == FAILED;
    }
  }

  /**
   * A presented ticket was judged.
   *
   * @param ticketHash the short hash of the ticket; empty where the text was none, or two were
   *     given
   * @param took from the presentation to the judgement
   * @param session the session it belonged to, where it was known
   * @param cause why it could not be judged, in words for operators
   */
  record TicketRedemptionEnded(
      RedemptionResultKind result,
      Optional<String> ticketHash,
      Optional<SessionId> session,
      String traceId,
      Duration took,
      Optional<String> cause)
      implements TelemetryEvent {}

  /** How the presentation of a ticket can end. */
  enum RedemptionResultKind {
    /** Its holder may come in. */
    ADMITTED,
    /** Never issued, or nobody knows any more what became of it. */
    UNKNOWN,
    /** It was redeemed before: it was stolen, or somebody tries twice. */
    REPLAYED,
    /** It came too late. */
    EXPIRED,
    /** Its session was ended. */
    REVOKED,
    /** It was good, and spent, but not for this client, origin or role. */
    MISMATCH,
    /** The store could not be used, did not answer in time, or broke its contract. */
    UNAVAILABLE;

    private final String word = name().toLowerCase(Locale.ROOT);

    /** Its name for meters, logs and traces. */
    public String word() {
      return word;
    }

    /** Whether the service did not do what it is for. */
    public boolean isFault() {
      return this == UNAVAILABLE;
    }
  }

  /**
   * A socket was admitted and has been greeted.
   *
   * @param handshake from the arrival of the upgrade request to the hello
   */
  record ConnectionOpened(ConnectionInfo connection, Duration handshake)
      implements TelemetryEvent {}

  /** A socket was accepted only so that the page can read why it was refused. */
  record ConnectionRefused(Endpoint endpoint, CloseCode code, String traceId)
      implements TelemetryEvent {}

  /**
   * An admitted socket is gone.
   *
   * @param lived from its admission to its end
   * @param messagesIn messages read from it
   * @param messagesOut messages handed to it
   */
  record ConnectionClosed(
      ConnectionInfo connection, Closing closing, Duration lived, long messagesIn, long messagesOut)
      implements TelemetryEvent {}

  /**
   * Why a socket ended, as this process knows it.
   *
   * @param code what went over the wire; for a lost connection 1006
   * @param reason a word of a closed list, never the peer's text
   */
  record Closing(int code, String reason) {
    /** This side decided. */
    public static Closing byServer(CloseCode code) {
      return new Closing(code.code(), code.reason());
    }

    /** The peer sent a close frame; a code from outside the known list is reported as 0. */
    public static Closing byClient(int code) {
      return new Closing(CloseCode.isKnown(code) ? code : 0, "CLIENT");
    }

    /** The connection broke without a close frame. */
    public static Closing lost() {
      return new Closing(CloseCode.ABNORMAL.code(), CloseCode.ABNORMAL.reason());
    }
  }

  /** A message was read from a socket. */
  record MessageReceived(MessageLabel label) implements TelemetryEvent {}

  /** A message was handed to a socket. */
  record MessageSent(MessageLabel label) implements TelemetryEvent {}

  /** A message did not reach a socket that was open a moment ago. */
  record SendFailed(Reason reason) implements TelemetryEvent {
    /** Why it did not. */
    public enum Reason {
      /** The connection was gone, or went while the message waited. */
      WRITE_FAILED,
      /** Too much waited already for a peer that does not read. */
      SLOW_CONSUMER
    }
  }

  /** A socket was told when to come back. */
  record ReconnectAdvised(AdviceReason why) implements TelemetryEvent {}

  /** Why a socket can be told when to come back. */
  enum AdviceReason {
    /** This process is about to stop. */
    SERVICE_RESTART,
    /** The socket has become as old as one may become. */
    CONNECTION_AGE,
    /** Its session has as many sockets as one may have. */
    TOO_MANY_CONNECTIONS,
    /** Anything else. */
    OTHER;

    /** What a close with this code is told apart as. */
    public static AdviceReason of(CloseCode code) {
      return switch (code) {
        case SERVICE_RESTART -> SERVICE_RESTART;
        case TOO_MANY_CONNECTIONS -> TOO_MANY_CONNECTIONS;
        default -> OTHER;
      };
    }
  }

  /**
   * A session was ended; its sockets on this process were closed.
   *
   * @param closedSockets how many they were
   */
  record SessionRevoked(SessionId session, int closedSockets, String traceId)
      implements TelemetryEvent {}

  /**
   * An operator ended one socket.
   *
   * @param operator the session of whoever did
   */
  record ConnectionEndedByOperator(ConnectionId connection, SessionId operator, String traceId)
      implements TelemetryEvent {}

  /**
   * An operator said something to many sockets; what it was is nobody's to log.
   *
   * @param sockets of this process that it was meant for
   * @param operator the session of whoever did
   */
  record OperatorBroadcast(int sockets, SessionId operator, String traceId)
      implements TelemetryEvent {}

  /**
   * A request was answered with an error.
   *
   * @param code the precise reason of the answer
   * @param cause for operators; never sent to the client
   */
  record RequestRefused(
      String code,
      Severity severity,
      String traceId,
      Optional<SessionId> session,
      Optional<String> cause)
      implements TelemetryEvent {}

  /**
   * An HTTP request was answered.
   *
   * @param route the template of its path, never the path itself; of a closed list
   * @param took from the arrival of its head to the answer
   */
  record RequestEnded(String method, String route, int status, Duration took, String traceId)
      implements TelemetryEvent {}

  /** How much an operator should care. */
  enum Severity {
    /** Part of ordinary life. */
    INFO,
    /** Somebody should look at it one day, or count it. */
    WARN,
    /** The service did not do what it is for. */
    ERROR
  }

  /** The first subscriber of a room on this node came. */
  record RoomOpened() implements TelemetryEvent {}

  /** The last subscriber of a room on this node left. */
  record RoomClosed() implements TelemetryEvent {}

  /** A message was published through this node, and is stored. */
  record RoomMessagePublished() implements TelemetryEvent {}

  /**
   * A message was handed to all subscribers of its room on this node.
   *
   * @param subscribers how many they were
   * @param took from the broker's word to the last of them
   */
  record RoomMessageDelivered(int subscribers, Duration took) implements TelemetryEvent {}

  /** The store became usable or ceased to be. */
  record ReadinessChanged(String dependency, ReadinessChange change) implements TelemetryEvent {}

  /**
   * A task that had waited for the store failed when it ran.
   *
   * @param task its name, which the program chose
   * @param cause in words for operators
   */
  record WaitingTaskFailed(String task, String cause) implements TelemetryEvent {}

  /**
   * The goodbye to all sockets began.
   *
   * @param delay until the first goodbye
   * @param window over which the goodbyes are spread
   */
  record DrainStarted(int openSockets, Duration delay, Duration window) implements TelemetryEvent {}

  /**
   * The goodbye is over.
   *
   * @param remainingSockets how many had not gone when the longest time was over
   * @param took from its beginning
   */
  record DrainEnded(int remainingSockets, Duration took) implements TelemetryEvent {}
}
