package io.admitone.contract;

import io.admitone.domain.identity.SessionId;
import io.admitone.domain.ticket.Grant;
import io.admitone.domain.ticket.IssueOutcome;
import io.admitone.domain.ticket.RedeemOutcome;
import io.admitone.domain.ticket.RedeemOutcome.Reason;
import io.admitone.domain.ticket.RevokeOutcome;
import io.admitone.domain.ticket.TicketKey;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/** Faults against rules 7 to 10 and 13: trouble that is taken for something else. */
final class StoresThatHideTrouble {
  private StoresThatHideTrouble() {}

  static List<BrokenStore> all() {
    return List.of(
        BrokenStore.of(
            "reports every trouble of a redemption as unknown",
            TroubleIsUnknown::new,
            "answersUnavailableOnceItIsClosed",
            "doesNotRepeatARedemptionWhoseAnswerWasLost",
            "endsTheCallsThatAreInFlightWhenItCloses",
            "reportsAHangingBackendAsTroubleInTime",
            "reportsARefusalOfTheBackendAsUnavailable",
            "reportsAnUnreachableBackendAsTrouble"),
        BrokenStore.of(
            "reports every trouble as indeterminate",
            AllIndeterminate::new,
            "reportsARefusalOfTheBackendAsUnavailable"),
        BrokenStore.of(
            "reports every trouble as unavailable",
            AllUnavailable::new,
            "admitsNobodyTwiceWhenTheBackendGoesOnAfterAHang",
            "doesNotRepeatARedemptionWhoseAnswerWasLost",
            "reportsAnIssueOrRevocationWhoseAnswerWasLostAsIndeterminate"),
        BrokenStore.of(
            "reports an unknown ticket as unavailable",
            UnknownIsTrouble::new,
            "admitsNobodyTwiceAcrossAFailover",
            "admitsNobodyTwiceWhenTheBackendGoesOnAfterAHang",
            "admitsOneOfManyAcrossTwoInstances",
            "admitsOneOfManyWhoPresentATicketAtOnce",
            "doesNotRepeatARedemptionWhoseAnswerWasLost",
            "endsAllTicketsOfASession",
            "keepsASessionRevokedForAsLongAsItsTicketsWouldHaveLived",
            "keepsTheLongestTicketToItsEnd",
            "knowsNothingOfAKeyThatWasNeverIssued",
            "leavesATicketAsItWasWhenUnavailable",
            "letsNoFailedIssueLengthenALife",
            "looksAtItsOwnClockAndNotAtTheDatesOfTheGrant",
            "redeemsATicketOnlyOnce",
            "redeemsNoTicketAfterItsLife",
            "reportsAnIssueOrRevocationWhoseAnswerWasLostAsIndeterminate",
            "revokesOneTicketAndNoOther",
            "servesAgainOnceItsBackendIsWell",
            "spendsADamagedRecord",
            "tellsAlikeKeysApart",
            "touchesNothingOnAMistake"),
        BrokenStore.of(
            "fails its stage for an unknown ticket",
            UnknownIsException::new,
            "admitsNobodyTwiceAcrossAFailover",
            "admitsNobodyTwiceWhenTheBackendGoesOnAfterAHang",
            "admitsOneOfManyAcrossTwoInstances",
            "admitsOneOfManyWhoPresentATicketAtOnce",
            "answersManyClientsAsIfTheyHadCalledOneByOne",
            "doesNotRepeatARedemptionWhoseAnswerWasLost",
            "endsAllTicketsOfASession",
            "keepsASessionRevokedForAsLongAsItsTicketsWouldHaveLived",
            "keepsTheLongestTicketToItsEnd",
            "knowsNothingOfAKeyThatWasNeverIssued",
            "leavesATicketAsItWasWhenUnavailable",
            "leavesNoThreadBehind",
            "letsARedemptionOrARevocationWinAndNeverBoth",
            "letsNoFailedIssueLengthenALife",
            "looksAtItsOwnClockAndNotAtTheDatesOfTheGrant",
            "redeemsATicketOnlyOnce",
            "redeemsNoTicketAfterItsLife",
            "reportsAnIssueOrRevocationWhoseAnswerWasLostAsIndeterminate",
            "returnsToItsCallerAtOnce",
            "returnsToItsCallerAtOnceWhileTheBackendHangs",
            "revokesOneTicketAndNoOther",
            "servesAgainOnceItsBackendIsWell",
            "spendsADamagedRecord",
            "tellsAlikeKeysApart",
            "touchesNothingOnAMistake"),
        BrokenStore.of(
            "throws when there is nothing to revoke",
            NothingThrows::new,
            "answersManyClientsAsIfTheyHadCalledOneByOne",
            "hasNothingToRevokeOnceATicketIsGone",
            "knowsNothingOfAKeyThatWasNeverIssued",
            "letsARedemptionOrARevocationWinAndNeverBoth",
            "returnsToItsCallerAtOnce"),
        BrokenStore.of(
            "fails its stage in trouble",
            TroubleIsException::new,
            "doesNotRepeatARedemptionWhoseAnswerWasLost",
            "leavesATicketAsItWasWhenUnavailable",
            "reportsARefusalOfTheBackendAsUnavailable",
            "reportsAnIssueOrRevocationWhoseAnswerWasLostAsIndeterminate",
            "reportsAnUnreachableBackendAsTrouble",
            "sendsARedemptionOnce",
            "servesAgainOnceItsBackendIsWell"),
        BrokenStore.of(
            "throws in trouble",
            TroubleIsThrown::new,
            "doesNotRepeatARedemptionWhoseAnswerWasLost",
            "leavesATicketAsItWasWhenUnavailable",
            "reportsARefusalOfTheBackendAsUnavailable",
            "reportsAnIssueOrRevocationWhoseAnswerWasLostAsIndeterminate",
            "reportsAnUnreachableBackendAsTrouble",
            "sendsARedemptionOnce",
            "servesAgainOnceItsBackendIsWell"),
        BrokenStore.of("throws at a damaged record", DamagedThrows::new, "spendsADamagedRecord"),
        BrokenStore.of(
            "sends a redemption again",
            SendsAgain::new,
            "doesNotRepeatARedemptionWhoseAnswerWasLost",
            "sendsARedemptionOnce"),
        BrokenStore.of(
            "sends everything again",
            SendsEverythingAgain::new,
            "doesNotRepeatARedemptionWhoseAnswerWasLost",
            "reportsAnIssueOrRevocationWhoseAnswerWasLostAsIndeterminate",
            "sendsARedemptionOnce"),
        BrokenStore.of(
            "never completes while its backend hangs",
            NeverCompletes::new,
            "admitsNobodyTwiceWhenTheBackendGoesOnAfterAHang",
            "reportsAHangingBackendAsTroubleInTime",
            "returnsToItsCallerAtOnceWhileTheBackendHangs"),
        BrokenStore.of(
            "never answers for a damaged record", NeverAnswersDamaged::new, "spendsADamagedRecord"),
        BrokenStore.of(
            "waits for its backend",
            WaitsForItsBackend::new,
            "returnsToItsCallerAtOnceWhileTheBackendHangs"),
        BrokenStore.of(
            "does slow work before it returns",
            SlowToReturn::new,
            "returnsToItsCallerAtOnce",
            "returnsToItsCallerAtOnceWhileTheBackendHangs"),
        BrokenStore.of(
            "undoes a call that is cancelled",
            UndoesCancelled::new,
            "doesNotUndoACallThatIsCancelled"),
        BrokenStore.of(
            "stays down once it was down",
            StaysDown::new,
            "doesNotRepeatARedemptionWhoseAnswerWasLost",
            "leavesATicketAsItWasWhenUnavailable",
            "reportsAnIssueOrRevocationWhoseAnswerWasLostAsIndeterminate",
            "servesAgainOnceItsBackendIsWell"),
        BrokenStore.of(
            "completes with null",
            CompletesWithNull::new,
            "answersManyClientsAsIfTheyHadCalledOneByOne",
            "hasNothingToRevokeOnceATicketIsGone",
            "knowsNothingOfAKeyThatWasNeverIssued",
            "letsARedemptionOrARevocationWinAndNeverBoth",
            "returnsToItsCallerAtOnce"),
        BrokenStore.of(
            "redeems before it asks whether it may",
            SpendsBeforeRefusal::new,
            "leavesATicketAsItWasWhenUnavailable"));
  }

  static final class TroubleIsUnknown extends RightStore {
    TroubleIsUnknown(ToyBackend backend) {
      super(backend);
    }

    @Override
    public CompletionStage<RedeemOutcome> redeem(TicketKey key) {
      return super.redeem(key)
          .thenApply(
              outcome ->
                  outcome instanceof RedeemOutcome.Redeemed
                      ? outcome
                      : new RedeemOutcome.NotRedeemable(Reason.UNKNOWN));
    }
  }

  static final class AllIndeterminate extends RightStore {
    AllIndeterminate(ToyBackend backend) {
      super(backend);
    }

    @Override
    protected <T> T ofFailure(
        Throwable failure, Function<String, T> unavailable, Function<String, T> indeterminate) {
      return indeterminate.apply("trouble");
    }
  }

  static final class AllUnavailable extends RightStore {
    AllUnavailable(ToyBackend backend) {
      super(backend);
    }

    @Override
    protected <T> CompletionStage<T> ask(
        Function<ToyBackend, T> command,
        Function<String, T> unavailable,
        Function<String, T> indeterminate) {
      return super.ask(command, unavailable, unavailable);
    }
  }

  static final class UnknownIsTrouble extends RightStore {
    UnknownIsTrouble(ToyBackend backend) {
      super(backend);
    }

    @Override
    protected RedeemOutcome take(ToyBackend db, TicketKey key) {
      return db.get(name(key)).isPresent()
          ? super.take(db, key)
          : new RedeemOutcome.Unavailable("no such ticket");
    }
  }

  static final class UnknownIsException extends RightStore {
    UnknownIsException(ToyBackend backend) {
      super(backend);
    }

    @Override
    public CompletionStage<RedeemOutcome> redeem(TicketKey key) {
      return super.redeem(key)
          .thenApply(
              outcome -> {
                if (outcome instanceof RedeemOutcome.NotRedeemable none
                    && none.reason() == Reason.UNKNOWN) {
                  throw new IllegalStateException("no such ticket");
                }
                return outcome;
              });
    }
  }

  static final class NothingThrows extends RightStore {
    NothingThrows(ToyBackend backend) {
      super(backend);
    }

    @Override
    public CompletionStage<RevokeOutcome> revoke(TicketKey key) {
      return super.revoke(key)
          .thenApply(
              outcome -> {
                if (outcome instanceof RevokeOutcome.NothingToRevoke) {
                  throw new IllegalStateException("no such ticket");
                }
                return outcome;
              });
    }
  }

  static final class TroubleIsException extends RightStore {
    TroubleIsException(ToyBackend backend) {
      super(backend);
    }

    @Override
    protected <T> T ofFailure(
        Throwable failure, Function<String, T> unavailable, Function<String, T> indeterminate) {
      throw new IllegalStateException(failure);
    }
  }

  static final class TroubleIsThrown extends RightStore {
    TroubleIsThrown(ToyBackend backend) {
      super(backend);
    }

    @Override
    protected <T> CompletionStage<T> send(Function<ToyBackend, T> command) {
      CompletableFuture<T> sent = super.send(command).toCompletableFuture();
      if (sent.isCompletedExceptionally()) {
        sent.join();
      }
      return sent;
    }
  }

  static final class DamagedThrows extends RightStore {
    DamagedThrows(ToyBackend backend) {
      super(backend);
    }

    @Override
    protected RedeemOutcome judge(ToyBackend db, Object value) {
      return super.judge(db, Kept.class.cast(value));
    }
  }

  static final class SendsAgain extends RightStore {
    SendsAgain(ToyBackend backend) {
      super(backend);
    }

    @Override
    public CompletionStage<RedeemOutcome> redeem(TicketKey key) {
      return super.redeem(key)
          .thenCompose(
              outcome ->
                  outcome instanceof RedeemOutcome.Indeterminate
                      ? super.redeem(key)
                      : CompletableFuture.completedFuture(outcome));
    }
  }

  /** As a driver does that repeats what was in flight after a reconnect. */
  static final class SendsEverythingAgain extends RightStore {
    SendsEverythingAgain(ToyBackend backend) {
      super(backend);
    }

    @Override
    protected <T> CompletionStage<T> send(Function<ToyBackend, T> command) {
      CompletableFuture<T> first = super.send(command).toCompletableFuture();
      boolean lost = first.isCompletedExceptionally();
      return lost ? super.send(command) : first;
    }
  }

  static final class NeverCompletes extends RightStore {
    NeverCompletes(ToyBackend backend) {
      super(backend);
    }

    @Override
    protected <T> CompletionStage<T> bounded(CompletableFuture<T> answer, T otherwise) {
      return answer;
    }
  }

  static final class NeverAnswersDamaged extends RightStore {
    NeverAnswersDamaged(ToyBackend backend) {
      super(backend);
    }

    @Override
    public CompletionStage<RedeemOutcome> redeem(TicketKey key) {
      return super.redeem(key)
          .thenCompose(
              outcome ->
                  outcome instanceof RedeemOutcome.NotRedeemable refused
                          && refused.reason() == Reason.CORRUPT
                      ? new CompletableFuture<>()
                      : CompletableFuture.completedFuture(outcome));
    }
  }

  static final class WaitsForItsBackend extends RightStore {
    WaitsForItsBackend(ToyBackend backend) {
      super(backend);
    }

    @Override
    protected <T> CompletionStage<T> bounded(CompletableFuture<T> answer, T otherwise) {
      super.bounded(answer, otherwise).toCompletableFuture().join();
      return answer;
    }
  }

  static final class SlowToReturn extends RightStore {
    SlowToReturn(ToyBackend backend) {
      super(backend);
    }

    @Override
    public CompletionStage<RevokeOutcome> revokeSession(SessionId session) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(60));
      return super.revokeSession(session);
    }
  }

  static final class UndoesCancelled extends RightStore {
    UndoesCancelled(ToyBackend backend) {
      super(backend);
    }

    @Override
    public CompletionStage<IssueOutcome> issue(TicketKey key, Grant grant, Duration ttl) {
      CompletableFuture<IssueOutcome> answer =
          new CompletableFuture<>() {
            @Override
            public boolean cancel(boolean mayInterrupt) {
              revoke(key);
              return super.cancel(mayInterrupt);
            }
          };
      super.issue(key, grant, ttl).thenAccept(answer::complete);
      return answer;
    }
  }

  static final class StaysDown extends RightStore {
    private volatile boolean down;

    StaysDown(ToyBackend backend) {
      super(backend);
    }

    @Override
    protected <T> CompletionStage<T> send(Function<ToyBackend, T> command) {
      CompletionStage<T> sent =
          down
              ? CompletableFuture.failedFuture(new ToyBackend.NotDone("down"))
              : super.send(command);
      down = sent.toCompletableFuture().isCompletedExceptionally();
      return sent;
    }
  }

  static final class CompletesWithNull extends RightStore {
    CompletesWithNull(ToyBackend backend) {
      super(backend);
    }

    @Override
    protected RevokeOutcome drop(ToyBackend db, TicketKey key) {
      RevokeOutcome outcome = super.drop(db, key);
      return outcome instanceof RevokeOutcome.Revoked ? outcome : null;
    }
  }

  /** Takes the ticket through a path that the refusal does not guard. */
  static final class SpendsBeforeRefusal extends RightStore {
    SpendsBeforeRefusal(ToyBackend backend) {
      super(backend);
    }

    @Override
    public CompletionStage<RedeemOutcome> redeem(TicketKey key) {
      return super.redeem(key)
          .whenComplete(
              (outcome, failure) -> {
                if (outcome instanceof RedeemOutcome.Unavailable) {
                  backend.remove(name(key));
                }
              });
    }
  }
}
