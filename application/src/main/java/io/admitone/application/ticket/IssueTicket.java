package io.admitone.application.ticket;

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
 * <p>Thread-safe. The returned stage always completes normally and within the deadline.
 */
public final class IssueTicket {
  /** Two random keys that collide mean a broken generator; a third try would not mend it. */
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

  public CompletionStage<IssueResult> issue(IssueRequest request) {
    long startedAt = nanoTime.getAsLong();
    return decide(request)
        .exceptionally(failure -> new IssueResult.Failed(failureText(failure)))
        .thenApply(
            result -> {
              report(request, result, startedAt);
              return result;
            });
  }

  private CompletionStage<IssueResult> decide(IssueRequest request) {
    if (!readiness.current().isReady()) {
      return CompletableFuture.completedFuture(
          new IssueResult.Unavailable("the store is not ready"));
    }
    Optional<Duration> retryAfter = rate.retryAfter(request.identity().session());
    if (retryAfter.isPresent()) {
      return CompletableFuture.completedFuture(new IssueResult.RateLimited(retryAfter.get()));
    }
    return store(request, TRIES);
  }

  private CompletionStage<IssueResult> store(IssueRequest request, int triesLeft) {
    if (triesLeft == 0) {
      return CompletableFuture.completedFuture(
          new IssueResult.Failed("every random key was taken: is the generator broken?"));
    }
    Ticket ticket = tickets.get();
    Instant now = clock.now();
    Instant expiresAt = now.plus(policy.ttl());
    Grant grant =
        new Grant(request.identity(), request.bindings(), now, expiresAt, request.traceId());
    return Deadline.bound(
            call(ticket, grant),
            policy.storeDeadline(),
            new IssueOutcome.Indeterminate("no answer within " + policy.storeDeadline()))
        .thenCompose(
            outcome ->
                outcome.fold(
                    () -> done(issued(ticket, grant.expiresAt())),
                    () -> store(request, triesLeft - 1),
                    unavailable -> done(new IssueResult.Unavailable(unavailable.cause())),
                    indeterminate -> done(new IssueResult.Unavailable(indeterminate.cause()))));
  }

  private CompletionStage<IssueOutcome> call(Ticket ticket, Grant grant) {
    try {
      return store.issue(ticket.key(), grant, policy.ttl());
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private IssueResult issued(Ticket ticket, Instant expiresAt) {
    return new IssueResult.Issued(ticket, policy.ttl(), expiresAt, slots.reserve());
  }

  private static CompletionStage<IssueResult> done(IssueResult result) {
    return CompletableFuture.completedFuture(result);
  }

  private static String failureText(Throwable failure) {
    Throwable cause = failure.getCause() == null ? failure : failure.getCause();
    return "the store broke its contract: " + cause.getClass().getSimpleName();
  }

  private void report(IssueRequest request, IssueResult result, long startedAt) {
    Duration took = Duration.ofNanos(nanoTime.getAsLong() - startedAt);
    telemetry.record(
        new TicketIssueEnded(
            result.fold(
                issued -> IssueResultKind.ISSUED,
                rateLimited -> IssueResultKind.RATE_LIMITED,
                unavailable -> IssueResultKind.UNAVAILABLE,
                failed -> IssueResultKind.FAILED),
            request.identity().session(),
            result.fold(
                issued -> Optional.of(issued.ticket().key().ticketHash()),
                rateLimited -> Optional.empty(),
                unavailable -> Optional.empty(),
                failed -> Optional.empty()),
            request.traceId(),
            took,
            result.fold(
                issued -> Optional.empty(),
                rateLimited -> Optional.empty(),
                unavailable -> Optional.of(unavailable.cause()),
                failed -> Optional.of(failed.cause()))));
  }
}
