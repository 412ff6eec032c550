package io.admitone.contract;

import static io.admitone.contract.TicketRule.ONCE;
import static io.admitone.contract.TicketRule.SPENT;
import static io.admitone.contract.TicketRule.TROUBLE;

import io.admitone.domain.ticket.RedeemOutcome;
import io.admitone.domain.ticket.RevokeOutcome;
import io.admitone.domain.ticket.TicketKey;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rules 1 and 2: a ticket admits once, and is spent by being presented. */
interface OnceRules {
  /** Enough for a race to show itself, few enough for a store behind a network. */
  int ROUNDS = 60;

  int CLIENTS = 8;

  Bench bench();

  @Test
  default void redeemsATicketOnlyOnce() {
    TicketKey key = bench().outstanding();

    bench().mustAdmit(key, "an outstanding ticket");

    bench().mustRefuse(key, SPENT, "a ticket presented a second time");
    bench().mustRefuse(key, SPENT, "a ticket presented a third time");
  }

  @Test
  default void admitsOneOfManyWhoPresentATicketAtOnce() {
    Client client = bench().store().onOwnThread();

    for (int round = 0; round < ROUNDS; round++) {
      TicketKey key = bench().outstanding();
      List<RedeemOutcome> seen = Crowd.of(CLIENTS, i -> client.redeem(key).outcome());
      requireOneAdmitted(seen, "clients");
    }
  }

  @Test
  default void admitsOneOfManyAcrossTwoInstances() {
    NotVerified.unless(
        bench().capabilities().sharedAcrossProcesses(),
        "the store declares that instances share no tickets");
    Client one = bench().store().onOwnThread();
    Client other = bench().anotherStore().onOwnThread();

    for (int round = 0; round < ROUNDS; round++) {
      int turn = round;
      TicketKey key = bench().outstanding();
      List<RedeemOutcome> seen =
          Crowd.of(CLIENTS, i -> ((i + turn) % 2 == 0 ? one : other).redeem(key).outcome());
      requireOneAdmitted(seen, "clients on two instances");
    }
  }

  private static void requireOneAdmitted(List<RedeemOutcome> seen, String who) {
    long admitted = seen.stream().filter(RedeemOutcome.Redeemed.class::isInstance).count();
    ONCE.require(
        admitted <= 1,
        "%d of %d concurrent %s who presented one ticket were admitted."
            .formatted(admitted, seen.size(), who));
    ONCE.require(
        admitted == 1,
        "none of %d concurrent %s was admitted with an outstanding ticket: %s."
            .formatted(seen.size(), who, seen));
    seen.stream()
        .filter(outcome -> !(outcome instanceof RedeemOutcome.Redeemed))
        .forEach(outcome -> Bench.judgeRefusal(outcome, ONCE, "a late comer"));
  }

  @Test
  default void letsARedemptionOrARevocationWinAndNeverBoth() {
    Client client = bench().store().onOwnThread();

    for (int round = 0; round < ROUNDS; round++) {
      int turn = round;
      TicketKey key = bench().outstanding();
      List<Boolean> won =
          Crowd.of(
              CLIENTS,
              i ->
                  (i + turn) % 2 == 0
                      ? client.redeem(key).outcome() instanceof RedeemOutcome.Redeemed
                      : client.revoke(key).outcome() instanceof RevokeOutcome.Revoked);
      long winners = won.stream().filter(Boolean::booleanValue).count();
      SPENT.require(
          winners == 1,
          "of %d redemptions and revocations of one ticket at once %d took it."
              .formatted(CLIENTS, winners));
    }
  }

  @Test
  default void knowsNothingOfAKeyThatWasNeverIssued() {
    TicketKey key = Samples.key();

    bench().mustRefuse(key, ONCE, "a ticket that was never issued");

    RevokeOutcome revoked = bench().store().revoke(key).outcome();
    TROUBLE.require(
        revoked instanceof RevokeOutcome.NothingToRevoke,
        "revoking a ticket that was never issued ended as " + revoked + ".");
  }

  @Test
  default void keepsNothingOfASpentTicket() {
    long before = bench().counted(bench().backstage().records(), "records");
    TicketKey redeemed = bench().outstanding();
    TicketKey revoked = bench().outstanding();
    long between = bench().counted(bench().backstage().records(), "records");

    bench().mustAdmit(redeemed, "an outstanding ticket");
    bench().store().revoke(revoked).outcome();

    long after = bench().backstage().records().getAsLong();
    SPENT.require(
        between == before + 2 && after == before,
        "there were %d records before, %d with two tickets outstanding, %d with both spent."
            .formatted(before, between, after));
  }

  @Test
  default void admitsNobodyTwiceAcrossAFailover() {
    NotVerified.unless(
        bench().capabilities().atMostOnceAcrossFailover(),
        "the store declares that a failover may bring spent tickets back");
    bench().needs(Fault.LOSES_LATEST_WRITE);
    TicketKey key = bench().outstanding();
    bench().mustAdmit(key, "an outstanding ticket");

    bench().begin(Fault.LOSES_LATEST_WRITE);
    bench().heal();

    bench().mustRefuse(key, ONCE, "a spent ticket that a failover of the backend brought back");
  }
}
