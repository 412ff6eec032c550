package io.admitone.contract;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class TicketStoreContractTest {
  @Test
  void passesAStoreThatKeepsEveryRule() {
    Proof proof = StoreProofs.of(RightStore::new);

    assertThat(proof.red()).isEmpty();
    assertThat(proof.notVerified()).isEmpty();
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
}
