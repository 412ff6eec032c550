package io.admitone.bootstrap;

import io.admitone.application.connection.ClientRole;
import io.admitone.application.connection.CloseCode;
import io.admitone.application.connection.ConnectionId;
import io.admitone.application.connection.ConnectionInfo;
import io.admitone.application.connection.Endpoint;
import io.admitone.application.telemetry.MessageLabel;
import io.admitone.application.telemetry.TelemetryEvent;
import io.admitone.application.telemetry.TelemetryEvent.Closing;
import io.admitone.application.telemetry.TelemetryEvent.IssueResultKind;
import io.admitone.application.telemetry.TelemetryEvent.RedemptionResultKind;
import io.admitone.application.telemetry.TelemetryEvent.Severity;
import io.admitone.domain.identity.ClientId;
import io.admitone.domain.identity.Identity;
import io.admitone.domain.identity.SessionId;
import io.admitone.domain.identity.UserId;
import io.admitone.domain.readiness.Readiness;
import io.admitone.domain.readiness.ReadinessChange;
import io.admitone.domain.readiness.StoreState;
import io.admitone.domain.ticket.Bindings;
import io.admitone.domain.ticket.Grant;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One of everything that can happen, with every optional part there. */
public final class HappenedEvents {
  public static final SessionId SESSION = new SessionId("sess_1");
  public static final String HASH = "0123456789ab";
  public static final Duration TOOK = Duration.ofMillis(12);

  private HappenedEvents() {}

  public static List<TelemetryEvent> all() {
    List<TelemetryEvent> events = new ArrayList<>();
    for (IssueResultKind result : IssueResultKind.values()) {
      events.add(issueEnded(result));
    }
    for (RedemptionResultKind result : RedemptionResultKind.values()) {
      events.add(redemptionEnded(result));
    }
    events.add(new TelemetryEvent.ConnectionOpened(connection(), TOOK));
    events.add(
        new TelemetryEvent.ConnectionRefused(Endpoint.CLIENT, CloseCode.TICKET_INVALID, "t"));
    events.add(closed(Closing.byServer(CloseCode.HEARTBEAT_TIMEOUT)));
    events.add(MessageLabel.PING.received());
    events.add(MessageLabel.PONG.sent());
    events.add(new TelemetryEvent.SendFailed(TelemetryEvent.SendFailed.Reason.WRITE_FAILED));
    events.add(new TelemetryEvent.ReconnectAdvised(TelemetryEvent.AdviceReason.SERVICE_RESTART));
    events.add(new TelemetryEvent.SessionRevoked(SESSION, 2, "t"));
    events.add(
        new TelemetryEvent.ConnectionEndedByOperator(
            new ConnectionId("connection_1"), SESSION, "t"));
    events.add(new TelemetryEvent.OperatorBroadcast(7, SESSION, "t"));
    events.add(requestRefused("WS_TICKET_REDIS_NOT_READY", Severity.ERROR));
    events.add(new TelemetryEvent.RequestEnded("POST", "/api/v1/auth/ws-ticket", 200, TOOK, "t"));
    events.add(new TelemetryEvent.RoomOpened());
    events.add(new TelemetryEvent.RoomMessagePublished());
    events.add(new TelemetryEvent.RoomMessageDelivered(3, TOOK));
    events.add(new TelemetryEvent.RoomClosed());
    events.add(new TelemetryEvent.ReadinessChanged("memory", lost()));
    events.add(new TelemetryEvent.WaitingTaskFailed("task", "cause"));
    events.add(new TelemetryEvent.DrainStarted(3, Duration.ZERO, Duration.ofSeconds(10)));
    events.add(new TelemetryEvent.DrainEnded(0, TOOK));
    return events;
  }

  public static TelemetryEvent issueEnded(IssueResultKind result) {
    return new TelemetryEvent.TicketIssueEnded(
        result, SESSION, Optional.of(HASH), "t", TOOK, Optional.of("cause"));
  }

  public static TelemetryEvent redemptionEnded(RedemptionResultKind result) {
    return new TelemetryEvent.TicketRedemptionEnded(
        result, Optional.of(HASH), Optional.of(SESSION), "t", TOOK, Optional.of("cause"));
  }

  public static TelemetryEvent closed(Closing closing) {
    return new TelemetryEvent.ConnectionClosed(connection(), closing, TOOK, 3, 4);
  }

  public static TelemetryEvent requestRefused(String code, Severity severity) {
    return new TelemetryEvent.RequestRefused(
        code, severity, "t", Optional.of(SESSION), Optional.of("cause"));
  }

  public static ConnectionInfo connection() {
    Identity identity = new Identity(new UserId("user_1"), SESSION, Set.of(), List.of());
    Grant grant = new Grant(identity, Bindings.NONE, Instant.EPOCH, Instant.EPOCH, "t");
    return new ConnectionInfo(
        new ConnectionId("connection_1"),
        Endpoint.CLIENT,
        new ClientId("client_1"),
        ClientRole.FRONTEND,
        Optional.of(grant),
        "t");
  }

  private static ReadinessChange lost() {
    return new ReadinessChange(
        new Readiness(StoreState.CONNECTED, Instant.EPOCH, 0, Optional.empty()),
        new Readiness(StoreState.DISCONNECTED, Instant.EPOCH, 1, Optional.of("gone")));
  }
}
