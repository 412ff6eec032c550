package io.admitone.contract;

import io.admitone.domain.identity.SessionId;
import io.admitone.domain.ticket.Grant;
import io.admitone.domain.ticket.IssueOutcome;
import io.admitone.domain.ticket.RedeemOutcome;
import io.admitone.domain.ticket.RedeemOutcome.Reason;
import io.admitone.domain.ticket.RevokeOutcome;
import io.admitone.domain.ticket.StoreCapabilities;
import io.admitone.domain.ticket.TicketKey;
import io.admitone.domain.ticket.TicketStore;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/** A store that keeps every rule; each broken store differs from it in one thing. */
class RightStore implements TicketStore {
  static final Duration BOUND = Duration.ofMillis(60);

  protected final ToyBackend backend;
  private final AtomicBoolean closed = new AtomicBoolean();

  /** Completes when the store is closed, and ends what is in flight. */
  private final CompletableFuture<Void> end = new CompletableFuture<>();

  RightStore(ToyBackend backend) {
    this.backend = backend;
    backend.connect();
  }

  /** What the backend keeps of a ticket. */
  record Kept(Grant grant, int incarnation) {}

  @Override
  public CompletionStage<IssueOutcome> issue(TicketKey key, Grant grant, Duration ttl) {
    Objects.requireNonNull(key);
    Objects.requireNonNull(grant);
    requireLegal(ttl);
    return ask(
        db -> put(db, key, grant, ttl),
        IssueOutcome.Unavailable::new,
        IssueOutcome.Indeterminate::new);
  }

  @Override
  public CompletionStage<RedeemOutcome> redeem(TicketKey key) {
    Objects.requireNonNull(key);
    return ask(
        db -> take(db, key), RedeemOutcome.Unavailable::new, RedeemOutcome.Indeterminate::new);
  }

  @Override
  public CompletionStage<RevokeOutcome> revoke(TicketKey key) {
    Objects.requireNonNull(key);
    return ask(
        db -> drop(db, key), RevokeOutcome.Unavailable::new, RevokeOutcome.Indeterminate::new);
  }

  @Override
  public CompletionStage<RevokeOutcome> revokeSession(SessionId session) {
    Objects.requireNonNull(session);
    return ask(
        db -> end(db, session), RevokeOutcome.Unavailable::new, RevokeOutcome.Indeterminate::new);
  }

  protected void requireLegal(Duration ttl) {
    if (ttl.isZero() || ttl.isNegative() || ttl.compareTo(MAX_TTL) > 0) {
      throw new IllegalArgumentException("an illegal ttl: " + ttl);
    }
  }

  // The four commands; the backend carries out one at a time.

  protected IssueOutcome put(ToyBackend db, TicketKey key, Grant grant, Duration ttl) {
    if (db.get(name(key)).isPresent()) {
      return new IssueOutcome.Collision();
    }
    db.put(name(key), new Kept(grant, db.incarnation()), ttl);
    return new IssueOutcome.Issued();
  }

  protected RedeemOutcome take(ToyBackend db, TicketKey key) {
    return db.remove(name(key))
        .map(value -> judge(db, value))
        .orElse(new RedeemOutcome.NotRedeemable(Reason.UNKNOWN));
  }

  protected RedeemOutcome judge(ToyBackend db, Object value) {
    if (!(value instanceof Kept kept)) {
      return new RedeemOutcome.NotRedeemable(Reason.CORRUPT);
    }
    return kept.incarnation() == db.incarnation()
        ? new RedeemOutcome.Redeemed(kept.grant())
        : new RedeemOutcome.NotRedeemable(Reason.STALE);
  }

  protected RevokeOutcome drop(ToyBackend db, TicketKey key) {
    return db.remove(name(key)).isPresent()
        ? new RevokeOutcome.Revoked()
        : new RevokeOutcome.NothingToRevoke();
  }

  protected RevokeOutcome end(ToyBackend db, SessionId session) {
    db.names().stream()
        .filter(name -> db.get(name).filter(value -> isOf(session, value)).isPresent())
        .forEach(db::remove);
    return new RevokeOutcome.Revoked();
  }

  protected boolean isOf(SessionId session, Object value) {
    return value instanceof Kept kept && kept.grant().identity().session().equals(session);
  }

  protected String name(TicketKey key) {
    return "ticket:" + key.value();
  }

  // How a command travels, and what becomes of trouble on the way.

  protected <T> CompletionStage<T> ask(
      Function<ToyBackend, T> command,
      Function<String, T> unavailable,
      Function<String, T> indeterminate) {
    if (closed.get()) {
      return CompletableFuture.completedFuture(unavailable.apply("closed"));
    }
    CompletableFuture<T> answer =
        send(command)
            .exceptionally(failure -> ofFailure(failure, unavailable, indeterminate))
            .toCompletableFuture()
            .copy();
    if (!answer.isDone()) {
      end.thenRun(() -> answer.complete(indeterminate.apply("closed")));
    }
    return bounded(answer, indeterminate.apply("no answer in time"));
  }

  protected <T> CompletionStage<T> send(Function<ToyBackend, T> command) {
    return backend.send(command);
  }

  protected <T> CompletionStage<T> bounded(CompletableFuture<T> answer, T otherwise) {
    return answer.completeOnTimeout(otherwise, BOUND.toMillis(), TimeUnit.MILLISECONDS);
  }

  protected <T> T ofFailure(
      Throwable failure, Function<String, T> unavailable, Function<String, T> indeterminate) {
    Throwable cause = failure.getCause() == null ? failure : failure.getCause();
    return cause instanceof ToyBackend.NotDone
        ? unavailable.apply("not done")
        : indeterminate.apply("answer lost");
  }

  @Override
  public StoreCapabilities capabilities() {
    return new StoreCapabilities(true, true, Duration.ofMillis(1), BOUND);
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      end.complete(null);
      backend.disconnect();
    }
  }
}
