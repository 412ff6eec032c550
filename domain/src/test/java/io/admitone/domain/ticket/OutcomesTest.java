package io.admitone.domain.ticket;

import static org.assertj.core.api.Assertions.assertThat;

import io.admitone.domain.identity.Identity;
import io.admitone.domain.identity.SessionId;
import io.admitone.domain.identity.UserId;
import io.admitone.domain.ticket.RedeemOutcome.Reason;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OutcomesTest {
  @Test
  void anIssueIsAnsweredByTheBranchOfItsOutcome() {
    assertThat(answer(new IssueOutcome.Issued())).isEqualTo("issued");
    assertThat(answer(new IssueOutcome.Collision())).isEqualTo("collision");
    assertThat(answer(new IssueOutcome.Unavailable("full"))).isEqualTo("unavailable: full");
    assertThat(answer(new IssueOutcome.Indeterminate("lost"))).isEqualTo("indeterminate: lost");
  }

  @Test
  void aRedemptionIsAnsweredByTheBranchOfItsOutcome() {
    Grant grant =
        new Grant(
            new Identity(new UserId("ada"), new SessionId("sess_1"), Set.of(), List.of()),
            Bindings.NONE,
            Instant.EPOCH,
            Instant.EPOCH,
            "t");

    assertThat(answer(new RedeemOutcome.Redeemed(grant))).isEqualTo("redeemed: ada");
    assertThat(answer(new RedeemOutcome.NotRedeemable(Reason.STALE))).isEqualTo("not: STALE");
    assertThat(answer(new RedeemOutcome.Unavailable("full"))).isEqualTo("unavailable: full");
    assertThat(answer(new RedeemOutcome.Indeterminate("lost"))).isEqualTo("indeterminate: lost");
  }

  @Test
  void aRevocationIsAnsweredByTheBranchOfItsOutcome() {
    assertThat(answer(new RevokeOutcome.Revoked())).isEqualTo("revoked");
    assertThat(answer(new RevokeOutcome.NothingToRevoke())).isEqualTo("nothing");
    assertThat(answer(new RevokeOutcome.Unavailable("full"))).isEqualTo("unavailable: full");
    assertThat(answer(new RevokeOutcome.Indeterminate("lost"))).isEqualTo("indeterminate: lost");
  }

  private static String answer(IssueOutcome outcome) {
    return outcome.fold(
        () -> "issued",
        () -> "collision",
        unavailable -> "unavailable: " + unavailable.cause(),
        indeterminate -> "indeterminate: " + indeterminate.cause());
  }

  private static String answer(RedeemOutcome outcome) {
    return outcome.fold(
        redeemed -> "redeemed: " + redeemed.grant().identity().user(),
        notRedeemable -> "not: " + notRedeemable.reason(),
        unavailable -> "unavailable: " + unavailable.cause(),
        indeterminate -> "indeterminate: " + indeterminate.cause());
  }

  private static String answer(RevokeOutcome outcome) {
    return outcome.fold(
        () -> "revoked",
        () -> "nothing",
        unavailable -> "unavailable: " + unavailable.cause(),
        indeterminate -> "indeterminate: " + indeterminate.cause());
  }
}
