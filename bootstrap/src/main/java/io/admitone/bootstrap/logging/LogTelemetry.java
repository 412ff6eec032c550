package io.admitone.bootstrap.logging;

import io.admitone.application.connection.CloseCode;
import io.admitone.application.connection.ConnectionInfo;
import io.admitone.application.telemetry.Telemetry;
import io.admitone.application.telemetry.TelemetryEvent;
import io.admitone.application.telemetry.TelemetryEvent.ConnectionClosed;
import io.admitone.application.telemetry.TelemetryEvent.ConnectionEndedByOperator;
import io.admitone.application.telemetry.TelemetryEvent.ConnectionOpened;
import io.admitone.application.telemetry.TelemetryEvent.ConnectionRefused;
import io.admitone.application.telemetry.TelemetryEvent.DrainEnded;
import io.admitone.application.telemetry.TelemetryEvent.DrainStarted;
import io.admitone.application.telemetry.TelemetryEvent.IssueResultKind;
import io.admitone.application.telemetry.TelemetryEvent.MessageReceived;
import io.admitone.application.telemetry.TelemetryEvent.MessageSent;
import io.admitone.application.telemetry.TelemetryEvent.OperatorBroadcast;
import io.admitone.application.telemetry.TelemetryEvent.ReadinessChanged;
import io.admitone.application.telemetry.TelemetryEvent.RequestEnded;
import io.admitone.application.telemetry.TelemetryEvent.RequestRefused;
import io.admitone.application.telemetry.TelemetryEvent.RoomMessageDelivered;
import io.admitone.application.telemetry.TelemetryEvent.SessionRevoked;
import io.admitone.application.telemetry.TelemetryEvent.TicketIssueEnded;
import io.admitone.application.telemetry.TelemetryEvent.TicketRedemptionEnded;
import io.admitone.application.telemetry.TelemetryEvent.WaitingTaskFailed;
import io.admitone.domain.readiness.Readiness;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.event.Level;

/**
 * What happened, as log lines; at most one an event. Messages are counted and not logged, and so
 * are well-answered requests unless that is wanted.
 *
 * <p>Thread-safe. Does not block where the appender behind the logger does not.
 */
public final class LogTelemetry implements Telemetry {
  private final Logger logger;
  private final boolean logsRequests;

  /**
   * @param logsRequests whether each HTTP request has a line, however it was answered
   */
  public LogTelemetry(Logger logger, boolean logsRequests) {
    this.logger = logger;
    this.logsRequests = logsRequests;
  }

  @Override
  public void record(TelemetryEvent event) {
    // The most frequent ones first: they leave at once.
    if (event instanceof MessageReceived
        || event instanceof MessageSent
        || event instanceof RoomMessageDelivered
        || (event instanceof RequestEnded && !logsRequests)) {
      return;
    }
    if (event instanceof RequestEnded ended) {
      answered(ended);
    } else if (event instanceof TicketIssueEnded ended) {
      issued(ended);
    } else if (event instanceof TicketRedemptionEnded ended) {
      redeemed(ended);
    } else if (event instanceof ConnectionOpened opened) {
      opened(opened);
    } else if (event instanceof ConnectionClosed closed) {
      closed(closed);
    } else if (event instanceof ConnectionRefused refused) {
      refused(refused);
    } else if (event instanceof RequestRefused refused) {
      refused(refused);
    } else {
      rare(event);
    }
  }

  private void rare(TelemetryEvent event) {
    if (event instanceof SessionRevoked revoked) {
      revoked(revoked);
    } else if (event instanceof ConnectionEndedByOperator ended) {
      LogEvent.OPERATOR_ENDED_CONNECTION
          .on(logger)
          .with("traceId", ended.traceId())
          .with("sessionId", ended.operator().value())
          .with("connection_id", ended.connection().value())
          .write();
    } else if (event instanceof OperatorBroadcast broadcast) {
      LogEvent.OPERATOR_BROADCAST
          .on(logger)
          .with("traceId", broadcast.traceId())
          .with("sessionId", broadcast.operator().value())
          .with("sockets", broadcast.sockets())
          .write();
    } else if (event instanceof ReadinessChanged changed) {
      changed(changed);
    } else if (event instanceof WaitingTaskFailed failed) {
      LogEvent.WAITING_TASK_FAILED
          .on(logger)
          .with("task", failed.task())
          .with("cause", failed.cause())
          .write();
    } else if (event instanceof DrainStarted started) {
      LogEvent.DRAIN_STARTED
          .on(logger)
          .with("sockets", started.openSockets())
          .with("delayMs", started.delay())
          .with("windowMs", started.window())
          .write();
    } else if (event instanceof DrainEnded ended) {
      LogEvent.DRAIN_ENDED
          .on(logger)
          .with("sockets", ended.remainingSockets())
          .with("durationMs", ended.took())
          .write();
    }
  }

  /** The route and not the path: what a client wrote there is nobody's to log. */
  private void answered(RequestEnded ended) {
    LogEvent.HTTP_REQUEST
        .on(logger)
        .with("traceId", ended.traceId())
        .with("method", ended.method())
        .with("route", ended.route())
        .with("status", ended.status())
        .with("durationMs", ended.took())
        .write();
  }

  /** Where no ticket was issued, the refused request has a line of its own. */
  private void issued(TicketIssueEnded ended) {
    if (ended.result() == IssueResultKind.ISSUED) {
      LogEvent.WS_TICKET_ISSUED
          .on(logger)
          .with("traceId", ended.traceId())
          .with("sessionId", ended.session().value())
          .with("ticketHash", ended.ticketHash())
          .with("durationMs", ended.took())
          .write();
    }
  }

  private void redeemed(TicketRedemptionEnded ended) {
    LogEvent event = lineOf(ended);
    LogLine line =
        event
            .on(logger)
            .with("traceId", ended.traceId())
            .with("sessionId", ended.session())
            .with("ticketHash", ended.ticketHash())
            .with("durationMs", ended.took());
    if (event == LogEvent.WS_TICKET_REFUSED) {
      line.with("outcome", ended.result().name().toLowerCase(Locale.ROOT));
    }
    if (event == LogEvent.WS_TICKET_NOT_JUDGED) {
      line.with("cause", ended.cause());
    }
    line.write();
  }

  private static LogEvent lineOf(TicketRedemptionEnded ended) {
    return switch (ended.result()) {
      case ADMITTED -> LogEvent.WS_TICKET_ADMITTED;
      case REPLAYED -> LogEvent.WS_TICKET_REPLAYED;
      case UNAVAILABLE -> LogEvent.WS_TICKET_NOT_JUDGED;
      case UNKNOWN, EXPIRED, REVOKED, MISMATCH -> LogEvent.WS_TICKET_REFUSED;
    };
  }

  private void opened(ConnectionOpened opened) {
    who(LogEvent.WS_CONNECT, opened.connection())
        .with("role", opened.connection().role().wireName())
        .with("duration_ms", opened.handshake())
        .write();
  }

  private void closed(ConnectionClosed closed) {
    who(LogEvent.WS_DISCONNECT, closed.connection())
        .with("code", closed.closing().code())
        .with("reason", closed.closing().reason())
        .with("duration_ms", closed.lived())
        .with("messages_in", closed.messagesIn())
        .with("messages_out", closed.messagesOut())
        .write();
  }

  private LogLine who(LogEvent event, ConnectionInfo connection) {
    return event
        .on(logger)
        .with("traceId", connection.traceId())
        .with("connection_id", connection.id().value())
        .with("client_id", connection.client().value())
        .with("user_id", connection.grant().map(grant -> grant.identity().user()))
        .with("session_id", connection.session())
        .with("endpoint", connection.endpoint().label());
  }

  private void refused(ConnectionRefused refused) {
    CloseCode code = refused.code();
    LogEvent.WS_REFUSED
        .on(logger)
        .with("traceId", refused.traceId())
        .with("endpoint", refused.endpoint().label())
        .with("code", code.code())
        .with("reason", code.reason())
        .write();
  }

  private void refused(RequestRefused refused) {
    LogEvent.REQUEST_REFUSED
        .on(
            logger,
            Level.valueOf(refused.severity().name()),
            refused.code().toLowerCase(Locale.ROOT))
        .with("code", refused.code())
        .with("traceId", refused.traceId())
        .with("sessionId", refused.session())
        .with("cause", refused.cause())
        .write();
  }

  private void revoked(SessionRevoked revoked) {
    LogEvent.SESSION_REVOKED
        .on(logger)
        .with("traceId", revoked.traceId())
        .with("sessionId", revoked.session().value())
        .with("sockets", revoked.closedSockets())
        .write();
  }

  /** Tries that come to nothing change the state as well, and nobody's readiness. */
  private void changed(ReadinessChanged changed) {
    Readiness to = changed.change().to();
    if (changed.change().from().isReady() == to.isReady()) {
      return;
    }
    LogEvent.READINESS_CHANGED
        .on(
            logger,
            changed.change().wasLost() ? Level.ERROR : Level.INFO,
            LogEvent.READINESS_CHANGED.eventName())
        .with("dependency", changed.dependency())
        .with("from", changed.change().from().state().name().toLowerCase(Locale.ROOT))
        .with("to", to.state().name().toLowerCase(Locale.ROOT))
        .with("ready", to.isReady())
        .with("attempts", to.attempts())
        .with("error", to.lastError())
        .write();
  }
}
