package io.admitone.application.connection;

import io.admitone.application.telemetry.Cause;
import io.admitone.application.telemetry.Span;
import io.admitone.application.telemetry.Telemetry;
import io.admitone.application.telemetry.TelemetryEvent.RedemptionResultKind;
import io.admitone.application.telemetry.TelemetryEvent.TicketRedemptionEnded;
import io.admitone.application.time.Deadline;
import io.admitone.domain.identity.ClientId;
import io.admitone.domain.identity.SessionId;
import io.admitone.domain.readiness.ReadinessProbe;
import io.admitone.domain.ticket.Grant;
import io.admitone.domain.ticket.RedeemOutcome;
import io.admitone.domain.ticket.Ticket;
import io.admitone.domain.ticket.TicketKey;
import io.admitone.domain.ticket.TicketStore;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;

/**
 * Decides who may open a socket.
 *
 * <p>Version, role and client id are looked at before the ticket: nothing is spent on a request
 * that could not have succeeded. From then on presenting a ticket spends it, whatever comes after.
 *
 * <p>Thread-safe. The returned stage always completes normally; where the store is asked, it
 * completes on the store's thread or a timer's, and within the deadline. An answer that comes later
 * admits nobody.
 */
public final class AdmitConnection {
  private final TicketStore store;
  private final ReadinessProbe readiness;
  private final OpenConnections connections;
  private final RecentRedemptions recent;
  private final ConnectPolicy policy;
  private final Telemetry telemetry;
  private final LongSupplier nanoTime;

  /**
   * @param nanoTime a monotonic clock in nanoseconds
   */
  public AdmitConnection(
      TicketStore store,
      ReadinessProbe readiness,
      OpenConnections connections,
      RecentRedemptions recent,
      ConnectPolicy policy,
      Telemetry telemetry,
      LongSupplier nanoTime) {
    this.store = store;
    this.readiness = readiness;
    this.connections = connections;
    this.recent = recent;
    this.policy = policy;
    this.telemetry = telemetry;
    this.nanoTime = nanoTime;
  }

  /**
   * Decides about one request. An admitted socket is to be registered with {@link
   * OpenConnections#add}, which has the last word.
   */
  public CompletionStage<Admission> admit(ConnectRequest request) {
    String spoken = Integer.toString(request.endpoint().protocolVersion());
    if (!request.version().orElse(spoken).equals(spoken)) {
      return refused(CloseCode.UNSUPPORTED_VERSION);
    }
    Optional<ClientRole> role =
        request.role().map(ClientRole::parse).orElse(Optional.of(ClientRole.FRONTEND));
    if (role.isEmpty()) {
      return refused(CloseCode.INVALID_ROLE);
    }
    Optional<ClientId> client = onlyClientId(request.clientIds());
    if (client.isEmpty()) {
      return refused(CloseCode.INVALID_CLIENT_ID);
    }
    if (request.tickets().isEmpty()) {
      return withoutTicket(request.endpoint(), client.get(), role.get());
    }
    return withTicket(new Attempt(request, client.get(), role.get()));
  }

  private static Optional<ClientId> onlyClientId(List<String> given) {
    return given.size() == 1 ? ClientId.parse(given.get(0)) : Optional.empty();
  }

  private CompletionStage<Admission> withoutTicket(
      Endpoint endpoint, ClientId client, ClientRole role) {
    if (policy.at(endpoint) == Authentication.REQUIRED || role == ClientRole.ADMIN) {
      return refused(CloseCode.AUTH_REQUIRED);
    }
    return CompletableFuture.completedFuture(
        new Admission.Admitted(client, role, Optional.empty(), connections.revocationMark()));
  }

  private CompletionStage<Admission> withTicket(Attempt attempt) {
    Optional<Ticket> ticket = onlyTicket(attempt.request.tickets());
    if (ticket.isEmpty()) {
      attempt.ended(RedemptionResultKind.UNKNOWN, Optional.empty());
      return refused(CloseCode.TICKET_INVALID);
    }
    attempt.key = Optional.of(ticket.get().key());
    if (!readiness.current().isReady()) {
      readiness.demand();
      attempt.ended(RedemptionResultKind.UNAVAILABLE, Optional.of("the store is not ready"));
      return refused(CloseCode.TRY_AGAIN_LATER);
    }
    return redeem(attempt, attempt.key.get());
  }

  /** Of two different tickets nobody can say which was meant; neither is spent. */
  private static Optional<Ticket> onlyTicket(List<String> given) {
    return given.size() == 1 ? Ticket.parse(given.get(0)) : Optional.empty();
  }

  private CompletionStage<Admission> redeem(Attempt attempt, TicketKey key) {
    return ask(attempt, key)
        .thenApply(outcome -> judge(attempt, key, outcome))
        .exceptionally(failure -> broken(attempt, failure));
  }

  private CompletionStage<RedeemOutcome> ask(Attempt attempt, TicketKey key) {
    Span.Scope scope = attempt.span.enter();
    try {
      return Deadline.call(
          () -> store.redeem(key), policy.storeDeadline(), RedeemOutcome.Indeterminate::new);
    } finally {
      scope.close();
    }
  }

  private Admission judge(Attempt attempt, TicketKey key, RedeemOutcome outcome) {
    return outcome.fold(
        redeemed -> checkBindings(attempt, key, redeemed.grant()),
        notRedeemable -> refuseTicket(attempt, key, notRedeemable.reason()),
        unavailable -> tryLater(attempt, unavailable.cause()),
        indeterminate -> tryLater(attempt, indeterminate.cause()));
  }

  private Admission checkBindings(Attempt attempt, TicketKey key, Grant grant) {
    recent.add(key);
    attempt.session = Optional.of(grant.identity().session());
    if (!grant.bindings().admit(attempt.client, attempt.request.origin())) {
      attempt.ended(RedemptionResultKind.MISMATCH, Optional.empty());
      return new Admission.Refused(CloseCode.TICKET_INVALID);
    }
    if (attempt.role == ClientRole.ADMIN && !grant.identity().isAdmin()) {
      attempt.ended(RedemptionResultKind.MISMATCH, Optional.empty());
      return new Admission.Refused(CloseCode.INVALID_ROLE);
    }
    attempt.ended(RedemptionResultKind.ADMITTED, Optional.empty());
    return new Admission.Admitted(
        attempt.client, attempt.role, Optional.of(grant), attempt.revocationMark);
  }

  private Admission refuseTicket(Attempt attempt, TicketKey key, RedeemOutcome.Reason reason) {
    attempt.ended(kindOf(key, reason), Optional.empty());
    return new Admission.Refused(
        reason == RedeemOutcome.Reason.EXPIRED
            ? CloseCode.TICKET_EXPIRED
            : CloseCode.TICKET_INVALID);
  }

  private RedemptionResultKind kindOf(TicketKey key, RedeemOutcome.Reason reason) {
    return switch (reason) {
      case EXPIRED -> RedemptionResultKind.EXPIRED;
      case REVOKED -> RedemptionResultKind.REVOKED;
      case SPENT -> RedemptionResultKind.REPLAYED;
      case UNKNOWN, STALE, CORRUPT ->
          recent.contains(key) ? RedemptionResultKind.REPLAYED : RedemptionResultKind.UNKNOWN;
    };
  }

  private static Admission tryLater(Attempt attempt, String cause) {
    attempt.ended(RedemptionResultKind.UNAVAILABLE, Optional.of(cause));
    return new Admission.Refused(CloseCode.TRY_AGAIN_LATER);
  }

  /** A store that throws has broken its contract: nothing follows from it about the ticket. */
  private static Admission broken(Attempt attempt, Throwable failure) {
    attempt.ended(
        RedemptionResultKind.UNAVAILABLE, Optional.of("unforeseen: " + Cause.of(failure)));
    return new Admission.Refused(CloseCode.HANDSHAKE_ERROR);
  }

  private static CompletionStage<Admission> refused(CloseCode code) {
    return CompletableFuture.completedFuture(new Admission.Refused(code));
  }

  /** What is known of one try to get in, from its start to its end. */
  private final class Attempt {
    private final ConnectRequest request;
    private final ClientId client;
    private final ClientRole role;
    private final long startedAt = nanoTime.getAsLong();
    private final long revocationMark = connections.revocationMark();
    private final Span span;
    private Optional<TicketKey> key = Optional.empty();
    private Optional<SessionId> session = Optional.empty();

    private Attempt(ConnectRequest request, ClientId client, ClientRole role) {
      this.request = request;
      this.client = client;
      this.role = role;
      this.span =
          telemetry.begin(Span.Operation.REDEEM_TICKET, request.traceId(), request.traceparent());
    }

    private void ended(RedemptionResultKind result, Optional<String> cause) {
      telemetry.record(
          new TicketRedemptionEnded(
              result,
              key.map(TicketKey::ticketHash),
              session,
              request.traceId(),
              Duration.ofNanos(nanoTime.getAsLong() - startedAt),
              cause));
      span.end(result.word(), result.isFault());
    }
  }
}
