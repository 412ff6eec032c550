package io.admitone.application.session;

import io.admitone.application.connection.OpenConnections;
import io.admitone.application.telemetry.Cause;
import io.admitone.application.telemetry.Telemetry;
import io.admitone.application.telemetry.TelemetryEvent.SessionRevoked;
import io.admitone.application.time.Deadline;
import io.admitone.domain.identity.Identity;
import io.admitone.domain.identity.SessionId;
import io.admitone.domain.readiness.ReadinessProbe;
import io.admitone.domain.ticket.RevokeOutcome;
import io.admitone.domain.ticket.TicketStore;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Ends a session: none of its outstanding tickets is admitted any more, and its open sockets close.
 *
 * <p>One may end one's own session; with the role {@code admin} any. The store is asked first: if
 * it cannot be, nothing has changed; if its answer does not come, tickets may have ended and no
 * socket has. Either way the caller may ask again.
 *
 * <p>Thread-safe. The returned stage always completes normally and within the deadline, on the
 * store's thread or a timer's.
 */
public final class RevokeSession {
  private final TicketStore store;
  private final ReadinessProbe readiness;
  private final OpenConnections connections;
  private final Duration storeDeadline;
  private final Telemetry telemetry;

  /**
   * @param storeDeadline longest wait for the store's answer
   */
  public RevokeSession(
      TicketStore store,
      ReadinessProbe readiness,
      OpenConnections connections,
      Duration storeDeadline,
      Telemetry telemetry) {
    this.store = store;
    this.readiness = readiness;
    this.connections = connections;
    this.storeDeadline = storeDeadline;
    this.telemetry = telemetry;
  }

  /**
   * Ends a session if the caller may.
   *
   * @param caller who asks, as his verified token says
   * @param session the session to end, which need not exist
   * @param traceId of the request
   */
  public CompletionStage<RevokeResult> revoke(Identity caller, SessionId session, String traceId) {
    if (!caller.session().equals(session) && !caller.isAdmin()) {
      return CompletableFuture.completedFuture(new RevokeResult.Forbidden());
    }
    if (!readiness.current().isReady()) {
      readiness.demand();
      return CompletableFuture.completedFuture(
          new RevokeResult.Unavailable("the store is not ready"));
    }
    return Deadline.call(
            () -> store.revokeSession(session), storeDeadline, RevokeOutcome.Indeterminate::new)
        .thenApply(outcome -> finish(session, traceId, outcome))
        .exceptionally(failure -> new RevokeResult.Failed("unforeseen: " + Cause.of(failure)));
  }

  private RevokeResult finish(SessionId session, String traceId, RevokeOutcome outcome) {
    return outcome.fold(
        () -> closeSockets(session, traceId),
        () -> closeSockets(session, traceId),
        unavailable -> new RevokeResult.Unavailable(unavailable.cause()),
        indeterminate -> new RevokeResult.Unavailable(indeterminate.cause()));
  }

  private RevokeResult closeSockets(SessionId session, String traceId) {
    int closed = connections.revoke(session);
    telemetry.record(new SessionRevoked(session, closed, traceId));
    return new RevokeResult.Revoked(closed);
  }
}
