package io.admitone.contract;

import static io.admitone.contract.TicketRule.SESSION;
import static io.admitone.contract.TicketRule.SPENT;
import static io.admitone.contract.TicketRule.TROUBLE;

import io.admitone.domain.identity.SessionId;
import io.admitone.domain.ticket.RedeemOutcome;
import io.admitone.domain.ticket.RevokeOutcome;
import io.admitone.domain.ticket.TicketKey;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Rule 12, and what rule 2 says of revocations. */
interface RevocationRules {
  Bench bench();

  @Test
  default void revokesOneTicketAndNoOther() {
    SessionId session = Samples.session();
    TicketKey revoked = bench().outstanding(Samples.grant(session), Bench.LONG);
    TicketKey other = bench().outstanding(Samples.grant(session), Bench.LONG);

    RevokeOutcome outcome = bench().store().revoke(revoked).outcome();

    TROUBLE.require(
        outcome instanceof RevokeOutcome.Revoked,
        "revoking an outstanding ticket ended as " + outcome + ".");
    bench().mustRefuse(revoked, SPENT, "a revoked ticket");
    bench().mustAdmit(other, "another ticket of the same session");
  }

  @Test
  default void hasNothingToRevokeOnceATicketIsGone() {
    TicketKey spent = bench().outstanding();
    bench().mustAdmit(spent, "an outstanding ticket");
    TicketKey revoked = bench().outstanding();
    bench().store().revoke(revoked).outcome();
    Duration life = bench().shortLife();
    TicketKey expired = bench().outstanding(Samples.grant(), life);
    bench().time().pass(life.plus(bench().capabilities().timeGranularity()));

    requireNothing("redeemed", spent);
    requireNothing("revoked", revoked);
    requireNothing("expired", expired);
  }

  private void requireNothing(String how, TicketKey gone) {
    RevokeOutcome outcome = bench().store().revoke(gone).outcome();
    SPENT.require(
        outcome instanceof RevokeOutcome.NothingToRevoke,
        "revoking a ticket that had been %s ended as %s.".formatted(how, outcome));
  }

  @Test
  default void endsAllTicketsOfASession() {
    SessionId session = Samples.session();
    List<TicketKey> tickets =
        Stream.generate(() -> bench().outstanding(Samples.grant(session), Bench.LONG))
            .limit(5)
            .toList();

    mustRevoke(session);

    tickets.forEach(
        key -> bench().mustRefuse(key, SESSION, "one of 5 tickets of a revoked session"));
  }

  private void mustRevoke(SessionId session) {
    RevokeOutcome outcome = bench().store().revokeSession(session).outcome();
    TROUBLE.require(
        outcome instanceof RevokeOutcome.Revoked
            || outcome instanceof RevokeOutcome.NothingToRevoke,
        "a store in good health answered the revocation of a session with " + outcome + ".");
  }

  @Test
  default void leavesOtherSessionsAlone() {
    String name = "Sess:" + Samples.session();
    Map<SessionId, TicketKey> others =
        Stream.of(
                name + "0",
                name.substring(0, name.length() - 1),
                "x" + name,
                name.toLowerCase(Locale.ROOT),
                name + " ",
                name + "\u0000",
                "*",
                "Sess:*",
                Samples.session().value())
            .map(SessionId::new)
            .collect(
                Collectors.toMap(
                    Function.identity(),
                    session -> bench().outstanding(Samples.grant(session), Bench.LONG)));
    TicketKey patterned = bench().outstanding(Samples.grant(), Bench.LONG);

    mustRevoke(new SessionId(name));
    mustRevoke(new SessionId(name.substring(0, name.length() - 2) + "*"));
    mustRevoke(new SessionId("?".repeat(name.length())));

    others.forEach(
        (session, key) -> requireSpared(key, "'" + session + "' by that of '" + name + "'"));
    requireSpared(patterned, "somebody else by one whose name looks like a pattern");
  }

  private void requireSpared(TicketKey key, String whose) {
    RedeemOutcome outcome = bench().store().redeem(key).outcome();
    SESSION.require(
        outcome instanceof RedeemOutcome.Redeemed,
        "a ticket was lost (%s) to a revocation: that of session %s.".formatted(outcome, whose));
  }

  @Test
  default void leavesLaterTicketsOfARevokedSessionAlone() {
    SessionId session = Samples.session();
    bench().outstanding(Samples.grant(session), Bench.LONG);

    mustRevoke(session);
    TicketKey later = bench().outstanding(Samples.grant(session), Bench.LONG);

    bench().mustAdmit(later, "a ticket issued after its session had been revoked");
  }

  @Test
  default void keepsASessionRevokedForAsLongAsItsTicketsWouldHaveLived() {
    SessionId session = Samples.session();
    Duration life = bench().time().isMoved() ? Duration.ofMinutes(5) : bench().shortLife();
    TicketKey key = bench().outstanding(Samples.grant(session), life);

    mustRevoke(session);
    bench().time().pass(life.multipliedBy(95).dividedBy(100));

    bench().mustRefuse(key, SESSION, "a ticket of a revoked session, near the end of its life,");
  }

  @Test
  default void acceptsTheRevocationOfASessionThatHasNoTickets() {
    SessionId session = Samples.session();

    mustRevoke(session);
    mustRevoke(session);
  }
}
