package io.admitone.application.ticket;

import io.admitone.application.telemetry.Cause;
import io.admitone.application.telemetry.Span;
import io.admitone.application.telemetry.Telemetry;
import io.admitone.application.telemetry.TelemetryEvent.IssueResultKind;
import io.admitone.application.telemetry.TelemetryEvent.TicketIssueEnded;
import io.admitone.application.time.Deadline;
import io.admitone.domain.readiness.ReadinessProbe;
import io.admitone.domain.ticket.Grant;
import io.admitone.domain.ticket.IssueOutcome;
import io.admitone.domain.ticket.Ticket;
import io.admitone.domain.ticket.TicketStore;
import io.admitone.domain.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Gives a verified caller a ticket.
 *
 * <p>Readiness is asked first and in memory: while the store is known to be down, no call goes to
 * it and nobody's rate is counted.
 *
 * <p>Thread-safe. The returned stage always completes normally, on the store's thread or a timer's,
 * and within the deadline of one call to the store; only a collision, which a sound generator never
 * makes, leads to another call.
 */
public final class IssueTicket {
  /** Random keys that collide mean a broken generator; more tries would not mend it. */
  private static final int TRIES = 3;

  private final TicketStore store;
  private final ReadinessProbe readiness;
  private final Clock clock;
  private final Supplier<Ticket> tickets;
  private final IssueRate rate;
  private final AdmissionSlots slots;
  private final IssuePolicy policy;
  private final Telemetry telemetry;
  private final LongSupplier nanoTime;

  /**
   * @param clock dates the grants
   * @param tickets makes a new ticket each time; safe for use by many threads
   * @param nanoTime a monotonic clock in nanoseconds
   */
  public IssueTicket(
      TicketStore store,
      ReadinessProbe readiness,
      Clock clock,
      Supplier<Ticket> tickets,
      IssueRate rate,
      AdmissionSlots slots,
      IssuePolicy policy,
      Telemetry telemetry,
      LongSupplier nanoTime) {
    this.store = store;
    this.readiness = readiness;
    this.clock = clock;
    this.tickets = tickets;
    this.rate = rate;
    this.slots = slots;
    this.policy = policy;
    this.telemetry = telemetry;
    this.nanoTime = nanoTime;
  }

  /**
   * Issues a ticket.
   *
   * @param request who asks; his token was verified
   */
  public CompletionStage<IssueResult> issue(IssueRequest request) {
    long startedAt = nanoTime.getAsLong();
    Span span =
        telemetry.begin(Span.Operation.ISSUE_TICKET, request.traceId(), request.traceparent());
    return attempt(request, span)
        .exceptionally(failure -> new IssueResult.Failed("unforeseen: " + Cause.of(failure)))
        .thenApply(
            result -> {
              TicketIssueEnded ended = ended(request, result, startedAt);
              telemetry.record(ended);
              span.end(ended.result().word(), ended.result().isFault());
              return result;
            });
  }

  private CompletionStage<IssueResult> attempt(IssueRequest request, Span span) {
    Span.Scope scope = span.enter();
    try {
      return decide(request);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    } finally {
      scope.close();
    }
  }

  private CompletionStage<IssueResult> decide(IssueRequest request) {
    if (!readiness.current().isReady()) {
      readiness.demand();
      return done(new IssueResult.Unavailable("the store is not ready"));
    }
    Optional<Duration> retryAfter = rate.retryAfter(request.identity().session());
    if (retryAfter.isPresent()) {
      return done(new IssueResult.RateLimited(retryAfter.get()));
    }
    return store(request, TRIES);
  }

  private CompletionStage<IssueResult> store(IssueRequest request, int triesLeft) {
    if (triesLeft == 0) {
      return done(new IssueResult.Failed("every random key was taken: is the generator broken?"));
    }
    Ticket ticket = tickets.get();
    Grant grant = grant(request);
    return Deadline.call(
            () -> store.issue(ticket.key(), grant, policy.ttl()),
            policy.storeDeadline(),
            IssueOutcome.Indeterminate::new)
        .thenCompose(
            outcome ->
                outcome.fold(
                    () -> done(issued(ticket, grant.expiresAt())),
                    () -> store(request, triesLeft - 1),
                    unavailable -> done(new IssueResult.Unavailable(unavailable.cause())),
                    indeterminate -> done(new IssueResult.Unavailable(indeterminate.cause()))));
  }

  private Grant grant(IssueRequest request) {
    Instant now = clock.now();
    return new Grant(
        request.identity(), request.bindings(), now, now.plus(policy.ttl()), request.traceId());
  }

  private IssueResult issued(Ticket ticket, Instant expiresAt) {
    return new IssueResult.Issued(ticket, policy.ttl(), expiresAt, slots.reserve());
  }

  private static CompletionStage<IssueResult> done(IssueResult result) {
    return CompletableFuture.completedFuture(result);
  }

  private TicketIssueEnded ended(IssueRequest request, IssueResult result, long startedAt) {
    return new TicketIssueEnded(
        result.fold(
            issued -> IssueResultKind.ISSUED,
            rateLimited -> IssueResultKind.RATE_LIMITED,
            unavailable -> IssueResultKind.UNAVAILABLE,
            failed -> IssueResultKind.FAILED),
        request.identity().session(),
        ticketHash(result),
        request.traceId(),
        Duration.ofNanos(nanoTime.getAsLong() - startedAt),
        cause(result));
  }

  private static Optional<String> ticketHash(IssueResult result) {
    return result.fold(
        issued -> Optional.of(issued.ticket().key().ticketHash()),
        rateLimited -> Optional.empty(),
        unavailable -> Optional.empty(),
        failed -> Optional.empty());
  }

  private static Optional<String> cause(IssueResult result) {
    return result.fold(
        issued -> Optional.empty(),
        rateLimited -> Optional.empty(),
        unavailable -> Optional.of(unavailable.cause()),
        failed -> Optional.of(failed.cause()));
  }
}
