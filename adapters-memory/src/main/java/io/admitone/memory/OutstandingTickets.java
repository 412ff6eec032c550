package io.admitone.memory;

import io.admitone.domain.identity.SessionId;
import io.admitone.domain.ticket.Grant;
import io.admitone.domain.ticket.IssueOutcome;
import io.admitone.domain.ticket.RedeemOutcome;
import io.admitone.domain.ticket.RedeemOutcome.Reason;
import io.admitone.domain.ticket.TicketKey;
import io.admitone.domain.ticket.TicketStore;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * The tickets that wait for their redemption, at most so many at a time.
 *
 * <p>Removing the very record that was looked at is the one step that spends a ticket, so that of
 * many redeemers one gets the grant. Safe for use by many threads; every call takes effect at one
 * instant.
 */
final class OutstandingTickets {
  /** Twice as long as a ticket can live: which of two threads read the clock first is no matter. */
  private static final long REVOCATION_KEPT_NANOS = TicketStore.MAX_TTL.multipliedBy(2).toNanos();

  private final int max;
  private final LongSupplier nanoTime;
  private final Map<TicketKey, Kept> kept = new ConcurrentHashMap<>();
  private final AtomicInteger places = new AtomicInteger();
  private final Map<SessionId, Revocation> revocations = new ConcurrentHashMap<>();

  OutstandingTickets(int max, LongSupplier nanoTime) {
    this.max = max;
    this.nanoTime = nanoTime;
  }

  IssueOutcome issue(TicketKey key, Grant grant, Duration ttl) {
    if (!reserve()) {
      return new IssueOutcome.Unavailable("all " + max + " places for tickets are taken");
    }
    Kept[] mine = new Kept[1];
    Kept winner =
        kept.compute(
            key,
            (same, there) -> {
              if (there != null) {
                release();
              }
              // A dead ticket that was not swept yet is in nobody's way.
              boolean taken = there != null && refusal(there).isEmpty();
              // Made here and not before: a revocation must not fall between making and keeping.
              return taken ? there : (mine[0] = keep(grant, ttl));
            });
    return winner == mine[0] ? new IssueOutcome.Issued() : new IssueOutcome.Collision();
  }

  private Kept keep(Grant grant, Duration ttl) {
    SessionId session = grant.identity().session();
    return new Kept(
        grant, nanoTime.getAsLong() + ttl.toNanos(), Optional.ofNullable(revocations.get(session)));
  }

  RedeemOutcome redeem(TicketKey key) {
    while (true) {
      Kept there = kept.get(key);
      if (there == null) {
        return new RedeemOutcome.NotRedeemable(Reason.UNKNOWN);
      }
      // Judged before it is taken: whoever comes after us must not find it gone for no reason.
      Optional<Reason> refusal = refusal(there);
      if (take(key, there)) {
        return refusal.isEmpty()
            ? new RedeemOutcome.Redeemed(there.grant)
            : new RedeemOutcome.NotRedeemable(refusal.get());
      }
    }
  }

  /** Ends every ticket of the session that is outstanding now. */
  void endSession(SessionId session) {
    revocations.put(session, new Revocation(nanoTime.getAsLong() + REVOCATION_KEPT_NANOS));
  }

  /** Tickets that take up a place now, dead ones that were not swept yet among them. */
  int count() {
    return places.get();
  }

  void clear() {
    kept.forEach(this::take);
    revocations.clear();
  }

  /** Gives back the places of dead tickets. */
  void sweep() {
    kept.forEach(
        (key, ticket) -> {
          if (refusal(ticket).isPresent()) {
            take(key, ticket);
          }
        });
    long now = nanoTime.getAsLong();
    revocations.values().removeIf(revocation -> hasCome(revocation.forgetAt, now));
  }

  private boolean take(TicketKey key, Kept ticket) {
    boolean taken = kept.remove(key, ticket);
    if (taken) {
      release();
    }
    return taken;
  }

  /** Why a ticket admits nobody any more; empty while it does. */
  private Optional<Reason> refusal(Kept ticket) {
    if (hasCome(ticket.expiresAt, nanoTime.getAsLong())) {
      return Optional.of(Reason.EXPIRED);
    }
    Revocation latest = revocations.get(ticket.grant.identity().session());
    boolean endedSince = latest != null && ticket.lastEnded.filter(latest::equals).isEmpty();
    return endedSince ? Optional.of(Reason.REVOKED) : Optional.empty();
  }

  /** By difference, because a monotonic clock may overflow. */
  private static boolean hasCome(long instant, long now) {
    return instant - now <= 0;
  }

  private boolean reserve() {
    return places.getAndUpdate(n -> n < max ? n + 1 : n) < max;
  }

  private void release() {
    places.decrementAndGet();
  }

  /** Compared by identity: the ticket that is taken must be the very one that was judged. */
  private static final class Kept {
    private final Grant grant;
    private final long expiresAt;

    /** The latest revocation of its session that it comes after. */
    private final Optional<Revocation> lastEnded;

    private Kept(Grant grant, long expiresAt, Optional<Revocation> lastEnded) {
      this.grant = grant;
      this.expiresAt = expiresAt;
      this.lastEnded = lastEnded;
    }
  }

  /** Compared by identity: two at one instant are two. */
  private static final class Revocation {
    private final long forgetAt;

    private Revocation(long forgetAt) {
      this.forgetAt = forgetAt;
    }
  }
}
