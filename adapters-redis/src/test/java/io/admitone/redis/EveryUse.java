package io.admitone.redis;

import io.admitone.domain.identity.SessionId;
import io.admitone.domain.ticket.IssueOutcome;
import io.admitone.domain.ticket.RedeemOutcome.NotRedeemable;
import io.admitone.domain.ticket.RedeemOutcome.Redeemed;
import io.admitone.domain.ticket.RevokeOutcome.Revoked;
import io.admitone.domain.ticket.TicketKey;
import io.admitone.domain.time.Clock;
import io.admitone.redis.LinkEvent.RevocationsInterrupted;
import io.admitone.redis.LinkEvent.RoomsInterrupted;
import io.admitone.redis.LinkEvent.WeakerPromise;
import io.admitone.redis.rig.Await;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** All that the service does with Redis, once: tickets, revocations, rooms, heartbeat, time. */
final class EveryUse {
  private static final SessionId SESSION = new SessionId("session");

  /** A machine whose own clock nobody could mistake for the server's. */
  private static final Clock BEHIND = () -> Instant.now().minus(Duration.ofHours(1));

  private final Instances processes;
  private final List<String> missing = new ArrayList<>();

  private EveryUse(Instances processes) {
    this.processes = processes;
  }

  /** In words, what cannot be done with the Redis at an address; nothing where all can. */
  static List<String> missing(String uri) {
    try (Instances processes = new Instances(BEHIND)) {
      EveryUse uses = new EveryUse(processes);
      uses.of(processes.make(uri), processes.make(uri));
      return uses.missing;
    }
  }

  /** Whether its first try has come to an end, good or bad. */
  static boolean isJudged(Redis redis) {
    return redis.readiness().current().isReady()
        || redis.readiness().current().lastError().isPresent();
  }

  static IssueOutcome issue(Redis redis, TicketKey key) {
    return Instances.join(
        redis.tickets().issue(key, Instances.grant(SESSION.value()), Instances.TTL));
  }

  private void of(Redis redis, Redis other) {
    redis.start();
    other.start();
    Await.until(Instances.LIMIT, "judged", () -> isJudged(redis) && isJudged(other));
    if (!redis.readiness().current().isReady() || !other.readiness().current().isReady()) {
      missing.add("any use: " + redis.readiness().current().lastError().orElse(""));
      return;
    }
    tickets(redis);
    revocation(redis, other);
    missing.addAll(RoomRights.missed(redis, other));
    require(processes.events(RoomsInterrupted.class).isEmpty(), "the channels of rooms");
    require(
        redis.clock().now().isAfter(Instant.now().minus(Duration.ofMinutes(1))),
        "the server's time");
    require(processes.events(WeakerPromise.class).isEmpty(), "the life of the server");
  }

  private void tickets(Redis redis) {
    TicketKey redeemed = issued(redis);
    TicketKey revoked = issued(redis);
    require(Instances.join(redis.tickets().redeem(redeemed)) instanceof Redeemed, "a redemption");
    require(
        Instances.join(redis.tickets().redeem(redeemed)) instanceof NotRedeemable,
        "the refusal of a ticket that is spent");
    require(
        Instances.join(redis.tickets().revoke(revoked)) instanceof Revoked,
        "the revocation of a ticket");
  }

  private void revocation(Redis redis, Redis other) {
    List<SessionId> heard = new CopyOnWriteArrayList<>();
    other.revocations().subscribe(heard::add);
    TicketKey ended = issued(redis);
    require(
        Instances.join(redis.tickets().revokeSession(SESSION)) instanceof Revoked,
        "the revocation of a session");
    require(
        Instances.join(redis.tickets().redeem(ended)) instanceof NotRedeemable,
        "the end of its tickets");
    if (missing.isEmpty()) {
      Await.until(
          Instances.LIMIT,
          "heard or interrupted",
          () -> heard.contains(SESSION) || isInterrupted());
    }
    require(!isInterrupted(), "the news of revocations");
  }

  private boolean isInterrupted() {
    return !processes.events(RevocationsInterrupted.class).isEmpty();
  }

  private TicketKey issued(Redis redis) {
    TicketKey key = Instances.key();
    require(issue(redis, key) instanceof IssueOutcome.Issued, "an issue");
    return key;
  }

  private void require(boolean works, String what) {
    if (!works) {
      missing.add(what);
    }
  }
}
