package io.admitone.contract;

import io.admitone.domain.ticket.Grant;
import io.admitone.domain.ticket.IssueOutcome;
import io.admitone.domain.ticket.RedeemOutcome;
import io.admitone.domain.ticket.RedeemOutcome.Reason;
import io.admitone.domain.ticket.TicketKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;

/** Faults against rules 6 and 11. */
final class StoresThatMisjudgeTime {
  private static final Duration FOR_EVER = Duration.ofDays(1);

  private StoresThatMisjudgeTime() {}

  static List<BrokenStore> all() {
    return List.of(
        living(
            "takes seconds for milliseconds",
            ttl -> ttl.dividedBy(1_000),
            "keepsTheLongestTicketToItsEnd",
            "letsNoFailedIssueShortenALife",
            "redeemsATicketThroughoutItsLife"),
        living(
            "takes milliseconds for seconds",
            ttl -> ttl.multipliedBy(1_000),
            "freesTheMemoryOfExpiredTickets",
            "hasNothingToRevokeOnceATicketIsGone",
            "keepsTheLongestTicketToItsEnd",
            "letsNoFailedIssueLengthenALife",
            "looksAtItsOwnClockAndNotAtTheDatesOfTheGrant",
            "redeemsNoTicketAfterItsLife"),
        living(
            "never applies the ttl",
            ttl -> FOR_EVER,
            "freesTheMemoryOfExpiredTickets",
            "hasNothingToRevokeOnceATicketIsGone",
            "keepsTheLongestTicketToItsEnd",
            "letsNoFailedIssueLengthenALife",
            "looksAtItsOwnClockAndNotAtTheDatesOfTheGrant",
            "redeemsNoTicketAfterItsLife"),
        living(
            "cuts the ttl to whole seconds",
            ttl -> Duration.ofSeconds(ttl.toSeconds()),
            "redeemsATicketThroughoutItsLife"),
        living(
            "gives every ticket a minute",
            ttl -> Duration.ofMinutes(1),
            "keepsTheLongestTicketToItsEnd",
            "letsNoFailedIssueShortenALife"),
        living(
            "adds a grace of two seconds",
            ttl -> ttl.plusSeconds(2),
            "freesTheMemoryOfExpiredTickets",
            "hasNothingToRevokeOnceATicketIsGone",
            "keepsTheLongestTicketToItsEnd",
            "looksAtItsOwnClockAndNotAtTheDatesOfTheGrant",
            "redeemsNoTicketAfterItsLife"),
        BrokenStore.of(
            "refuses a ttl below a millisecond", NoShortTtl::new, "acceptsTheShortestTtl"),
        BrokenStore.of(
            "starts a life anew when its key is issued again",
            StartsAnew::new,
            "letsNoFailedIssueLengthenALife"),
        BrokenStore.of(
            "takes the ttl of a failed issue",
            TakesTheOthersTtl::new,
            "letsNoFailedIssueLengthenALife",
            "letsNoFailedIssueShortenALife"),
        BrokenStore.of(
            "judges by the dates of the grant",
            JudgesByDates::new,
            "looksAtItsOwnClockAndNotAtTheDatesOfTheGrant",
            "returnsEveryFieldOfAGrant",
            "returnsTextOfEveryScript",
            "returnsTheLargestGrant"),
        BrokenStore.of(
            "checks the end and never frees it",
            NeverFrees::new,
            "freesTheMemoryOfExpiredTickets",
            "keepsNothingOfASpentTicket"),
        BrokenStore.of(
            "accepts any ttl",
            AcceptsAnyTtl::new,
            "refusesAnIllegalTtlAtOnce",
            "touchesNothingOnAMistake"),
        BrokenStore.of(
            "accepts a ttl above the longest",
            AcceptsLongTtl::new,
            "refusesAnIllegalTtlAtOnce",
            "touchesNothingOnAMistake"));
  }

  private static BrokenStore living(String fault, UnaryOperator<Duration> life, String... red) {
    return BrokenStore.of(
        fault,
        db ->
            new RightStore(db) {
              @Override
              protected IssueOutcome put(ToyBackend to, TicketKey key, Grant grant, Duration ttl) {
                return super.put(to, key, grant, life.apply(ttl));
              }
            },
        red);
  }

  static final class NoShortTtl extends RightStore {
    NoShortTtl(ToyBackend backend) {
      super(backend);
    }

    @Override
    protected IssueOutcome put(ToyBackend db, TicketKey key, Grant grant, Duration ttl) {
      return ttl.toMillis() == 0
          ? new IssueOutcome.Unavailable("invalid expire time")
          : super.put(db, key, grant, ttl);
    }
  }

  static final class StartsAnew extends RightStore {
    StartsAnew(ToyBackend backend) {
      super(backend);
    }

    @Override
    protected IssueOutcome put(ToyBackend db, TicketKey key, Grant grant, Duration ttl) {
      db.get(name(key)).ifPresent(value -> db.put(name(key), value, Bench.LONG));
      return super.put(db, key, grant, ttl);
    }
  }

  static final class TakesTheOthersTtl extends RightStore {
    TakesTheOthersTtl(ToyBackend backend) {
      super(backend);
    }

    @Override
    protected IssueOutcome put(ToyBackend db, TicketKey key, Grant grant, Duration ttl) {
      db.get(name(key)).ifPresent(value -> db.put(name(key), value, ttl));
      return super.put(db, key, grant, ttl);
    }
  }

  static final class JudgesByDates extends RightStore {
    JudgesByDates(ToyBackend backend) {
      super(backend);
    }

    @Override
    protected RedeemOutcome judge(ToyBackend db, Object value) {
      return value instanceof Kept kept && kept.grant().expiresAt().isBefore(Instant.now())
          ? new RedeemOutcome.NotRedeemable(Reason.EXPIRED)
          : super.judge(db, value);
    }
  }

  static final class NeverFrees extends RightStore {
    NeverFrees(ToyBackend backend) {
      super(backend);
    }

    @Override
    protected IssueOutcome put(ToyBackend db, TicketKey key, Grant grant, Duration ttl) {
      IssueOutcome outcome = super.put(db, key, grant, ttl);
      if (outcome instanceof IssueOutcome.Issued) {
        db.put("archive:" + key.value(), grant, FOR_EVER);
      }
      return outcome;
    }

    @Override
    protected RedeemOutcome take(ToyBackend db, TicketKey key) {
      RedeemOutcome outcome = super.take(db, key);
      if (outcome instanceof RedeemOutcome.Redeemed) {
        db.remove("archive:" + key.value());
      }
      return outcome;
    }
  }

  static final class AcceptsAnyTtl extends RightStore {
    AcceptsAnyTtl(ToyBackend backend) {
      super(backend);
    }

    @Override
    protected void requireLegal(Duration ttl) {}
  }

  static final class AcceptsLongTtl extends RightStore {
    AcceptsLongTtl(ToyBackend backend) {
      super(backend);
    }

    @Override
    protected void requireLegal(Duration ttl) {
      super.requireLegal(ttl.compareTo(MAX_TTL) > 0 ? MAX_TTL : ttl);
    }
  }
}
