package io.admitone.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.admitone.domain.identity.SessionId;
import io.admitone.domain.ticket.IssueOutcome;
import io.admitone.domain.ticket.RedeemOutcome;
import io.admitone.domain.ticket.RevokeOutcome;
import io.admitone.domain.ticket.TicketKey;
import org.junit.jupiter.api.Test;

/** The judge of histories must see what is wrong, and nothing else. */
final class DeedsTest {
  private static final SessionId SESSION = new SessionId("s");

  private final Deeds deeds = new Deeds();
  private final TicketKey ticket = Instances.key();

  @Test
  void findsNothingInAnOrdinaryLife() {
    issue();
    admit();
    refuse();
    revoke(new RevokeOutcome.NothingToRevoke());

    assertThat(deeds.brokenPromises()).isEmpty();
  }

  @Test
  void findsASecondAdmission() {
    issue();
    admit();
    admit();

    assertThat(deeds.brokenPromises()).singleElement().asString().contains("more than once");
  }

  @Test
  void findsAnAdmissionWithoutAnIssue() {
    admit();
    issue();

    assertThat(deeds.brokenPromises()).singleElement().asString().contains("before it was issued");
  }

  @Test
  void findsAnAdmissionAfterARevocation() {
    issue();
    revoke(new RevokeOutcome.Revoked());
    admit();

    assertThat(deeds.brokenPromises()).singleElement().asString().contains(" after ");
  }

  @Test
  void findsAnAdmissionAfterTheEndOfItsSession() {
    issue();
    deeds.record(SESSION, RevokeOutcome.Revoked::new);
    admit();

    assertThat(deeds.brokenPromises()).singleElement().asString().contains(" after ");
  }

  @Test
  void holdsNothingAgainstARevocationInDoubtOrOfAnotherSession() {
    issue();
    revoke(new RevokeOutcome.Indeterminate("lost"));
    deeds.record(new SessionId("other"), RevokeOutcome.Revoked::new);
    admit();

    assertThat(deeds.brokenPromises()).isEmpty();
  }

  private void issue() {
    deeds.record(Deeds.Kind.ISSUE, ticket, SESSION, IssueOutcome.Issued::new);
  }

  private void admit() {
    deeds.record(
        Deeds.Kind.REDEEM,
        ticket,
        SESSION,
        () -> new RedeemOutcome.Redeemed(Instances.grant(SESSION.value())));
  }

  private void refuse() {
    deeds.record(
        Deeds.Kind.REDEEM,
        ticket,
        SESSION,
        () -> new RedeemOutcome.NotRedeemable(RedeemOutcome.Reason.UNKNOWN));
  }

  private void revoke(RevokeOutcome outcome) {
    deeds.record(Deeds.Kind.REVOKE, ticket, SESSION, () -> outcome);
  }
}
