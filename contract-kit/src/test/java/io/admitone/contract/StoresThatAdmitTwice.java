package io.admitone.contract;

import io.admitone.domain.ticket.Grant;
import io.admitone.domain.ticket.IssueOutcome;
import io.admitone.domain.ticket.RedeemOutcome;
import io.admitone.domain.ticket.RedeemOutcome.Reason;
import io.admitone.domain.ticket.RevokeOutcome;
import io.admitone.domain.ticket.TicketKey;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** Faults against rules 1, 2, 3 and 5. */
final class StoresThatAdmitTwice {
  private StoresThatAdmitTwice() {}

  static List<BrokenStore> all() {
    return List.of(
        BrokenStore.of(
            "reads, and then deletes",
            ReadsThenDeletes::new,
            "admitsOneOfManyAcrossTwoInstances",
            "admitsOneOfManyWhoPresentATicketAtOnce",
            "answersManyClientsAsIfTheyHadCalledOneByOne",
            "doesNotRepeatARedemptionWhoseAnswerWasLost",
            "letsARedemptionOrARevocationWinAndNeverBoth"),
        BrokenStore.of(
            "reads, and never deletes",
            NeverDeletes::new,
            "admitsNobodyTwiceWhenTheBackendGoesOnAfterAHang",
            "admitsOneOfManyAcrossTwoInstances",
            "admitsOneOfManyWhoPresentATicketAtOnce",
            "answersManyClientsAsIfTheyHadCalledOneByOne",
            "doesNotRepeatARedemptionWhoseAnswerWasLost",
            "hasNothingToRevokeOnceATicketIsGone",
            "keepsNothingOfASpentTicket",
            "letsARedemptionOrARevocationWinAndNeverBoth",
            "redeemsATicketOnlyOnce",
            "spendsADamagedRecord"),
        BrokenStore.of(
            "lets every ticket in twice",
            AdmitsTwice::new,
            "admitsOneOfManyAcrossTwoInstances",
            "admitsOneOfManyWhoPresentATicketAtOnce",
            "answersManyClientsAsIfTheyHadCalledOneByOne",
            "doesNotRepeatARedemptionWhoseAnswerWasLost",
            "hasNothingToRevokeOnceATicketIsGone",
            "keepsNothingOfASpentTicket",
            "letsARedemptionOrARevocationWinAndNeverBoth",
            "redeemsATicketOnlyOnce",
            "spendsADamagedRecord"),
        BrokenStore.of(
            "admits both of two at the same instant",
            AdmitsTwins::new,
            "admitsOneOfManyAcrossTwoInstances",
            "admitsOneOfManyWhoPresentATicketAtOnce",
            "answersManyClientsAsIfTheyHadCalledOneByOne",
            "letsARedemptionOrARevocationWinAndNeverBoth"),
        BrokenStore.of("keeps a damaged record", KeepsDamaged::new, "spendsADamagedRecord"),
        BrokenStore.of(
            "answers from a cache of its own",
            Caches::new,
            "admitsOneOfManyAcrossTwoInstances",
            "answersManyClientsAsIfTheyHadCalledOneByOne",
            "endsAllTicketsOfASession",
            "keepsASessionRevokedForAsLongAsItsTicketsWouldHaveLived",
            "keepsTheLongestTicketToItsEnd",
            "letsARedemptionOrARevocationWinAndNeverBoth",
            "letsNoFailedIssueLengthenALife",
            "looksAtItsOwnClockAndNotAtTheDatesOfTheGrant",
            "redeemsNoTicketAfterItsLife",
            "revokesOneTicketAndNoOther",
            "spendsADamagedRecord"),
        BrokenStore.of(
            "believes a backend that went back in time",
            Believes::new,
            "admitsNobodyTwiceAcrossAFailover"),
        BrokenStore.of(
            "looks for a key, and then issues it",
            LooksThenIssues::new,
            "answersManyClientsAsIfTheyHadCalledOneByOne",
            "issuesAKeyToOneOfManyWhoTryAtOnce"),
        BrokenStore.of(
            "lets a second issue replace the first",
            Overwrites::new,
            "answersManyClientsAsIfTheyHadCalledOneByOne",
            "issuesAKeyToOneOfManyWhoTryAtOnce",
            "letsNoFailedIssueLengthenALife",
            "letsNoFailedIssueShortenALife",
            "refusesToIssueAnOutstandingKeyAgain"),
        BrokenStore.of(
            "revokes a ticket by only saying so",
            OnlySaysRevoked::new,
            "answersManyClientsAsIfTheyHadCalledOneByOne",
            "hasNothingToRevokeOnceATicketIsGone",
            "keepsNothingOfASpentTicket",
            "letsARedemptionOrARevocationWinAndNeverBoth",
            "revokesOneTicketAndNoOther"),
        BrokenStore.of(
            "calls every revocation a success",
            AlwaysRevoked::new,
            "answersManyClientsAsIfTheyHadCalledOneByOne",
            "hasNothingToRevokeOnceATicketIsGone",
            "knowsNothingOfAKeyThatWasNeverIssued",
            "letsARedemptionOrARevocationWinAndNeverBoth"));
  }

  static final class ReadsThenDeletes extends RightStore {
    private final Meeting<TicketKey> meeting = new Meeting<>();

    ReadsThenDeletes(ToyBackend backend) {
      super(backend);
    }

    @Override
    public CompletionStage<RedeemOutcome> redeem(TicketKey key) {
      return ask(
              db ->
                  db.get(name(key))
                      .map(value -> judge(db, value))
                      .orElse(new RedeemOutcome.NotRedeemable(Reason.UNKNOWN)),
              RedeemOutcome.Unavailable::new,
              RedeemOutcome.Indeterminate::new)
          .thenCompose(
              read ->
                  read instanceof RedeemOutcome.Redeemed ? delete(key, read) : super.redeem(key));
    }

    private CompletionStage<RedeemOutcome> delete(TicketKey key, RedeemOutcome read) {
      meeting.at(key);
      return super.redeem(key)
          .thenApply(second -> second instanceof RedeemOutcome.NotRedeemable ? read : second);
    }
  }

  static final class NeverDeletes extends RightStore {
    NeverDeletes(ToyBackend backend) {
      super(backend);
    }

    @Override
    protected RedeemOutcome take(ToyBackend db, TicketKey key) {
      return db.get(name(key))
          .map(value -> judge(db, value))
          .orElse(new RedeemOutcome.NotRedeemable(Reason.UNKNOWN));
    }
  }

  static final class AdmitsTwice extends RightStore {
    private final Set<TicketKey> presented = ConcurrentHashMap.newKeySet();

    AdmitsTwice(ToyBackend backend) {
      super(backend);
    }

    @Override
    protected RedeemOutcome take(ToyBackend db, TicketKey key) {
      return db.get(name(key)).filter(value -> presented.add(key)).isPresent()
          ? judge(db, db.get(name(key)).orElseThrow())
          : super.take(db, key);
    }
  }

  /** Right for one caller at a time. */
  static final class AdmitsTwins extends RightStore {
    private final Map<TicketKey, CompletableFuture<RedeemOutcome>> underWay =
        new ConcurrentHashMap<>();

    private final Meeting<TicketKey> meeting = new Meeting<>();

    AdmitsTwins(ToyBackend backend) {
      super(backend);
    }

    @Override
    public CompletionStage<RedeemOutcome> redeem(TicketKey key) {
      CompletableFuture<RedeemOutcome> mine = new CompletableFuture<>();
      CompletableFuture<RedeemOutcome> twin = underWay.putIfAbsent(key, mine);
      if (twin != null) {
        meeting.at(key);
        return twin.copy();
      }
      super.redeem(key)
          .thenAccept(
              outcome -> {
                meeting.at(key);
                underWay.remove(key);
                mine.complete(outcome);
              });
      return mine.copy();
    }
  }

  static final class KeepsDamaged extends RightStore {
    KeepsDamaged(ToyBackend backend) {
      super(backend);
    }

    @Override
    protected RedeemOutcome take(ToyBackend db, TicketKey key) {
      return db.get(name(key)).filter(value -> !(value instanceof Kept)).isPresent()
          ? new RedeemOutcome.NotRedeemable(Reason.CORRUPT)
          : super.take(db, key);
    }
  }

  static final class Caches extends RightStore {
    private final Map<TicketKey, Grant> cache = new ConcurrentHashMap<>();

    Caches(ToyBackend backend) {
      super(backend);
    }

    @Override
    protected IssueOutcome put(ToyBackend db, TicketKey key, Grant grant, Duration ttl) {
      cache.putIfAbsent(key, grant);
      return super.put(db, key, grant, ttl);
    }

    @Override
    protected RedeemOutcome take(ToyBackend db, TicketKey key) {
      Grant cached = cache.remove(key);
      RedeemOutcome stored = super.take(db, key);
      return cached == null ? stored : new RedeemOutcome.Redeemed(cached);
    }
  }

  static final class Believes extends RightStore {
    Believes(ToyBackend backend) {
      super(backend);
    }

    @Override
    protected RedeemOutcome judge(ToyBackend db, Object value) {
      return value instanceof Kept kept
          ? new RedeemOutcome.Redeemed(kept.grant())
          : super.judge(db, value);
    }
  }

  static final class LooksThenIssues extends RightStore {
    private final Meeting<TicketKey> meeting = new Meeting<>();

    LooksThenIssues(ToyBackend backend) {
      super(backend);
    }

    @Override
    public CompletionStage<IssueOutcome> issue(TicketKey key, Grant grant, Duration ttl) {
      Objects.requireNonNull(grant);
      requireLegal(ttl);
      boolean taken = backend.get(name(key)).isPresent();
      meeting.at(key);
      return taken
          ? super.issue(key, grant, ttl)
          : ask(
              db -> {
                db.put(name(key), new Kept(grant, db.incarnation()), ttl);
                return new IssueOutcome.Issued();
              },
              IssueOutcome.Unavailable::new,
              IssueOutcome.Indeterminate::new);
    }
  }

  static final class Overwrites extends RightStore {
    Overwrites(ToyBackend backend) {
      super(backend);
    }

    @Override
    protected IssueOutcome put(ToyBackend db, TicketKey key, Grant grant, Duration ttl) {
      db.put(name(key), new Kept(grant, db.incarnation()), ttl);
      return new IssueOutcome.Issued();
    }
  }

  static final class OnlySaysRevoked extends RightStore {
    OnlySaysRevoked(ToyBackend backend) {
      super(backend);
    }

    @Override
    protected RevokeOutcome drop(ToyBackend db, TicketKey key) {
      return db.get(name(key)).isPresent()
          ? new RevokeOutcome.Revoked()
          : new RevokeOutcome.NothingToRevoke();
    }
  }

  static final class AlwaysRevoked extends RightStore {
    AlwaysRevoked(ToyBackend backend) {
      super(backend);
    }

    @Override
    protected RevokeOutcome drop(ToyBackend db, TicketKey key) {
      super.drop(db, key);
      return new RevokeOutcome.Revoked();
    }
  }
}
