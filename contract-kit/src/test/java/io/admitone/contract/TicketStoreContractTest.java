package io.admitone.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.admitone.domain.ticket.TicketStore;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

final class TicketStoreContractTest {
  @Test
  void passesAStoreThatKeepsEveryRule() {
    Proof proof = prove(RightStore::new);

    assertThat(proof.red()).isEmpty();
    assertThat(proof.notVerified()).isEmpty();
  }

  @TestFactory
  Stream<DynamicTest> turnsRedExactlyTheCasesThatAFaultBreaks() {
    return Stream.of(
            StoresThatAdmitTwice.all(),
            StoresThatMixUp.all(),
            StoresThatMisjudgeTime.all(),
            StoresThatHideTrouble.all(),
            StoresThatLeak.all())
        .flatMap(List::stream)
        .map(
            broken ->
                DynamicTest.dynamicTest(
                    "a store that " + broken.fault(),
                    () ->
                        prove(broken.store())
                            .turnsRedExactly("a store that " + broken.fault(), broken.red())));
  }

  @Test
  void reportsWhatItCannotVerifyAndNeverPassesIt() {
    Proof proof = Proof.of(BareStoreContract.class);

    assertThat(proof.red()).isEmpty();
    assertThat(proof.notVerified())
        .containsExactlyInAnyOrder(
            "admitsNobodyTwiceAcrossAFailover",
            "admitsNobodyTwiceWhenTheBackendGoesOnAfterAHang",
            "admitsOneOfManyAcrossTwoInstances",
            "doesNotRepeatARedemptionWhoseAnswerWasLost",
            "endsTheCallsThatAreInFlightWhenItCloses",
            "freesTheMemoryOfExpiredTickets",
            "keepsNothingOfASpentTicket",
            "keepsTheLongestTicketToItsEnd",
            "leavesATicketAsItWasWhenUnavailable",
            "leavesNoConnectionBehind",
            "leavesTheDataOfOthersAlone",
            "reportsAHangingBackendAsTroubleInTime",
            "reportsARefusalOfTheBackendAsUnavailable",
            "reportsAnIssueOrRevocationWhoseAnswerWasLostAsIndeterminate",
            "reportsAnUnreachableBackendAsTrouble",
            "returnsToItsCallerAtOnceWhileTheBackendHangs",
            "sendsARedemptionOnce",
            "servesAgainOnceItsBackendIsWell",
            "spendsADamagedRecord");
  }

  private static Proof prove(Function<ToyBackend, TicketStore> store) {
    AnyStoreContract.UNDER_PROOF.set(store);
    return Proof.of(AnyStoreContract.class);
  }
}
