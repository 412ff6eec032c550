package io.admitone.memory;

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
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Tickets in a map.
 *
 * <p>{@link Map#remove} is the one step that both reads and removes, so that of many redeemers one
 * gets the grant. Time is monotonic: setting the machine's clock changes no ticket's life. A
 * restart forgets all tickets, so none can come back to life.
 *
 * <p>The number of outstanding tickets is bounded: beyond it nothing is stored and the caller is
 * told so. One daemon thread sweeps expired tickets once a second until {@link #close()}.
 */
public final class MemoryTicketStore implements TicketStore {
  private static final StoreCapabilities CAPABILITIES =
      new StoreCapabilities(true, false, Duration.ofMillis(1), Duration.ofMillis(100));
  private static final Duration SWEEP_PERIOD = Duration.ofSeconds(1);

  private final LongSupplier nanoTime;
  private final int maxOutstanding;
  private final Map<TicketKey, Kept> kept = new ConcurrentHashMap<>();
  private final AtomicInteger outstanding = new AtomicInteger();

  /** Tickets are numbered; revoking a session ends those up to the number given then. */
  private final AtomicLong lastIssued = new AtomicLong();

  private final Map<SessionId, Revocation> revocations = new ConcurrentHashMap<>();
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
    this.maxOutstanding = maxOutstanding;
    this.nanoTime = Objects.requireNonNull(nanoTime);
    sweeper.scheduleWithFixedDelay(
        this::sweep, SWEEP_PERIOD.toMillis(), SWEEP_PERIOD.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public CompletionStage<IssueOutcome> issue(TicketKey key, Grant grant, Duration ttl) {
    Objects.requireNonNull(key);
    Objects.requireNonNull(grant);
    requireLegal(ttl);
    return CompletableFuture.completedFuture(issueNow(key, grant, ttl));
  }

  private IssueOutcome issueNow(TicketKey key, Grant grant, Duration ttl) {
    if (closed) {
      return new IssueOutcome.Unavailable("the store is closed");
    }
    if (!reserve()) {
      return new IssueOutcome.Unavailable(
          "all " + maxOutstanding + " places for tickets are taken");
    }
    long now = nanoTime.getAsLong();
    Kept mine = new Kept(grant, now + ttl.toNanos(), lastIssued.incrementAndGet());
    Kept there = kept.putIfAbsent(key, mine);
    if (there == null) {
      return new IssueOutcome.Issued();
    }
    release();
    // An expired ticket that was not swept yet is in nobody's way.
    boolean replaced = there.isExpired(now) && kept.replace(key, there, mine);
    return replaced ? new IssueOutcome.Issued() : new IssueOutcome.Collision();
  }

  @Override
  public CompletionStage<RedeemOutcome> redeem(TicketKey key) {
    Objects.requireNonNull(key);
    return CompletableFuture.completedFuture(
        closed ? new RedeemOutcome.Unavailable("the store is closed") : redeemNow(key));
  }

  private RedeemOutcome redeemNow(TicketKey key) {
    Kept taken = take(key);
    if (taken == null) {
      return new RedeemOutcome.NotRedeemable(Reason.UNKNOWN);
    }
    if (taken.isExpired(nanoTime.getAsLong())) {
      return new RedeemOutcome.NotRedeemable(Reason.EXPIRED);
    }
    if (isRevoked(taken)) {
      return new RedeemOutcome.NotRedeemable(Reason.REVOKED);
    }
    return new RedeemOutcome.Redeemed(taken.grant);
  }

  @Override
  public CompletionStage<RevokeOutcome> revoke(TicketKey key) {
    Objects.requireNonNull(key);
    return CompletableFuture.completedFuture(
        closed ? new RevokeOutcome.Unavailable("the store is closed") : revokeNow(key));
  }

  private RevokeOutcome revokeNow(TicketKey key) {
    Kept taken = take(key);
    boolean wasLive = taken != null && !taken.isExpired(nanoTime.getAsLong()) && !isRevoked(taken);
    return wasLive ? new RevokeOutcome.Revoked() : new RevokeOutcome.NothingToRevoke();
  }

  @Override
  public CompletionStage<RevokeOutcome> revokeSession(SessionId session) {
    Objects.requireNonNull(session);
    if (closed) {
      return CompletableFuture.completedFuture(
          new RevokeOutcome.Unavailable("the store is closed"));
    }
    // After MAX_TTL every ticket it could concern has expired, and the note itself may go.
    Revocation now = new Revocation(lastIssued.get(), nanoTime.getAsLong() + MAX_TTL.toNanos());
    revocations.merge(session, now, Revocation::later);
    return CompletableFuture.completedFuture(new RevokeOutcome.Revoked());
  }

  @Override
  public StoreCapabilities capabilities() {
    return CAPABILITIES;
  }

  /** Tickets that take up a place now, expired ones that were not swept yet among them. */
  public int outstanding() {
    return outstanding.get();
  }

  @Override
  public void close() {
    closed = true;
    sweeper.shutdownNow();
    kept.keySet().forEach(this::take);
    revocations.clear();
  }

  void sweep() {
    long now = nanoTime.getAsLong();
    kept.forEach(
        (key, ticket) -> {
          if ((ticket.isExpired(now) || isRevoked(ticket)) && kept.remove(key, ticket)) {
            release();
          }
        });
    revocations.values().removeIf(revocation -> revocation.forgetAt - now <= 0);
  }

  /** The one step that reads and removes. */
  private Kept take(TicketKey key) {
    Kept taken = kept.remove(key);
    if (taken != null) {
      release();
    }
    return taken;
  }

  private boolean isRevoked(Kept ticket) {
    Revocation revocation = revocations.get(ticket.grant.identity().session());
    return revocation != null && ticket.number <= revocation.upTo;
  }

  private boolean reserve() {
    return outstanding.getAndUpdate(n -> n < maxOutstanding ? n + 1 : n) < maxOutstanding;
  }

  private void release() {
    outstanding.decrementAndGet();
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

  /** Compared by identity: a sweep must remove the very ticket it looked at. */
  private static final class Kept {
    private final Grant grant;
    private final long expiresAt;
    private final long number;

    private Kept(Grant grant, long expiresAt, long number) {
      this.grant = grant;
      this.expiresAt = expiresAt;
      this.number = number;
    }

    /** By difference, because a monotonic clock may overflow. */
    private boolean isExpired(long now) {
      return expiresAt - now <= 0;
    }
  }

  private record Revocation(long upTo, long forgetAt) {
    private static Revocation later(Revocation a, Revocation b) {
      return a.upTo >= b.upTo ? a : b;
    }
  }
}
