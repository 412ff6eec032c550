package io.admitone.memory;

import io.admitone.domain.identity.SessionId;
import io.admitone.domain.ticket.Grant;
import io.admitone.domain.ticket.IssueOutcome;
import io.admitone.domain.ticket.RedeemOutcome;
import io.admitone.domain.ticket.RevokeOutcome;
import io.admitone.domain.ticket.StoreCapabilities;
import io.admitone.domain.ticket.TicketKey;
import io.admitone.domain.ticket.TicketStore;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Tickets in the memory of this process.
 *
 * <p>Time is monotonic: setting the machine's clock changes no ticket's life. A restart forgets all
 * tickets, so none can come back to life.
 *
 * <p>The number of outstanding tickets is bounded: beyond it nothing is stored and the caller is
 * told so. One daemon thread sweeps dead tickets once a second until {@link #close()}.
 */
public final class MemoryTicketStore implements TicketStore {
  private static final StoreCapabilities CAPABILITIES =
      new StoreCapabilities(true, false, Duration.ofMillis(1), Duration.ofMillis(100));
  private static final long SWEEP_PERIOD_MS = 1_000;
  private static final String CLOSED = "the store is closed";

  private final OutstandingTickets tickets;
  private final ScheduledExecutorService sweeper =
      Executors.newSingleThreadScheduledExecutor(MemoryTicketStore::sweeperThread);
  private volatile boolean closed;

  /**
   * @param maxOutstanding tickets that may wait for their redemption at one time
   */
  public MemoryTicketStore(int maxOutstanding) {
    this(maxOutstanding, System::nanoTime);
  }

  /**
   * @param nanoTime a monotonic clock in nanoseconds
   */
  public MemoryTicketStore(int maxOutstanding, LongSupplier nanoTime) {
    this.tickets = new OutstandingTickets(maxOutstanding, Objects.requireNonNull(nanoTime));
    sweeper.scheduleWithFixedDelay(
        tickets::sweep, SWEEP_PERIOD_MS, SWEEP_PERIOD_MS, TimeUnit.MILLISECONDS);
  }

  @Override
  public CompletionStage<IssueOutcome> issue(TicketKey key, Grant grant, Duration ttl) {
    Objects.requireNonNull(key);
    Objects.requireNonNull(grant);
    requireLegal(ttl);
    return unlessClosed(() -> tickets.issue(key, grant, ttl), new IssueOutcome.Unavailable(CLOSED));
  }

  @Override
  public CompletionStage<RedeemOutcome> redeem(TicketKey key) {
    Objects.requireNonNull(key);
    return unlessClosed(() -> tickets.redeem(key), new RedeemOutcome.Unavailable(CLOSED));
  }

  @Override
  public CompletionStage<RevokeOutcome> revoke(TicketKey key) {
    Objects.requireNonNull(key);
    return unlessClosed(() -> revokeNow(key), new RevokeOutcome.Unavailable(CLOSED));
  }

  /** A revocation is a redemption by nobody. */
  private RevokeOutcome revokeNow(TicketKey key) {
    return tickets.redeem(key) instanceof RedeemOutcome.Redeemed
        ? new RevokeOutcome.Revoked()
        : new RevokeOutcome.NothingToRevoke();
  }

  @Override
  public CompletionStage<RevokeOutcome> revokeSession(SessionId session) {
    Objects.requireNonNull(session);
    return unlessClosed(() -> endNow(session), new RevokeOutcome.Unavailable(CLOSED));
  }

  private RevokeOutcome endNow(SessionId session) {
    tickets.endSession(session);
    return new RevokeOutcome.Revoked();
  }

  private <T> CompletionStage<T> unlessClosed(Supplier<T> call, T otherwise) {
    return CompletableFuture.completedFuture(closed ? otherwise : call.get());
  }

  @Override
  public StoreCapabilities capabilities() {
    return CAPABILITIES;
  }

  /** Tickets that take up a place now, dead ones that were not swept yet among them. */
  public int outstanding() {
    return tickets.count();
  }

  @Override
  public void close() {
    closed = true;
    sweeper.shutdownNow();
    tickets.clear();
  }

  private static void requireLegal(Duration ttl) {
    if (ttl.isZero() || ttl.isNegative() || ttl.compareTo(MAX_TTL) > 0) {
      throw new IllegalArgumentException(
          "a ttl is positive and at most " + MAX_TTL + ", not " + ttl);
    }
  }

  private static Thread sweeperThread(Runnable sweep) {
    Thread thread = new Thread(sweep, "admitone-memory-sweeper");
    thread.setDaemon(true);
    return thread;
  }
}
