package io.admitone.contract;

import static io.admitone.contract.TicketRule.ONCE;
import static io.admitone.contract.TicketRule.PROMPT;
import static io.admitone.contract.TicketRule.SENT_ONCE;
import static io.admitone.contract.TicketRule.TROUBLE;
import static io.admitone.contract.TicketRule.VALUE;

import io.admitone.domain.identity.SessionId;
import io.admitone.domain.ticket.IssueOutcome;
import io.admitone.domain.ticket.RedeemOutcome;
import io.admitone.domain.ticket.RevokeOutcome;
import io.admitone.domain.ticket.TicketKey;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Rules 7 to 10: trouble is a value, comes soon, and is never an answer about a ticket. */
interface TroubleRules {
  /** No machine is so busy that each of several calls is held this long by accident. */
  long AT_ONCE_NANOS = Duration.ofMillis(50).toNanos();

  Bench bench();

  @Test
  default void reportsAnUnreachableBackendAsTrouble() {
    bench().needs(Fault.UNREACHABLE);
    List<Asked> asked = askedDuring(Fault.UNREACHABLE);

    asked.forEach(call -> call.requireTrouble("an unreachable backend"));
  }

  @Test
  default void reportsARefusalOfTheBackendAsUnavailable() {
    bench().needs(Fault.REFUSING);
    List<Asked> asked = askedDuring(Fault.REFUSING);

    asked.forEach(
        call ->
            TROUBLE.require(
                call.isUnavailable(),
                "a backend that refused %s was reported as %s."
                    .formatted(call.what, call.outcome)));
  }

  @Test
  default void reportsAHangingBackendAsTroubleInTime() {
    bench().needs(Fault.HANGING);
    List<Asked> asked = askedDuring(Fault.HANGING);

    asked.forEach(call -> call.requireTrouble("a hanging backend"));
  }

  /** The outcomes of every kind of call on an outstanding ticket. */
  private List<Asked> askedDuring(Fault fault) {
    TicketKey key = bench().outstanding();
    SessionId session = Samples.session();
    Client client = bench().store();
    bench().begin(fault);
    var issue = client.issue(Samples.key(), Samples.grant(), Bench.LONG);
    var redeem = client.redeem(key);
    var revoke = client.revoke(key);
    var revokeSession = client.revokeSession(session);
    return List.of(
        new Asked("an issue", issue.outcome()),
        new Asked("a redemption", redeem.outcome()),
        new Asked("a revocation", revoke.outcome()),
        new Asked("a revocation of a session", revokeSession.outcome()));
  }

  @Test
  default void leavesATicketAsItWasWhenUnavailable() {
    Fault fault = bench().canCause(Fault.REFUSING) ? Fault.REFUSING : Fault.UNREACHABLE;
    bench().needs(fault);
    TicketKey redeemed = bench().outstanding();
    TicketKey revoked = bench().outstanding();
    TicketKey issued = Samples.key();
    Client client = bench().store();

    bench().begin(fault);
    RedeemOutcome redeem = client.redeem(redeemed).outcome();
    RevokeOutcome revoke = client.revoke(revoked).outcome();
    IssueOutcome issue = client.issue(issued, Samples.grant(), Bench.LONG).outcome();
    bench().heal();

    if (redeem instanceof RedeemOutcome.Unavailable) {
      bench().mustAdmit(redeemed, "a ticket whose earlier redemption was unavailable");
    }
    if (revoke instanceof RevokeOutcome.Unavailable) {
      bench().mustAdmit(revoked, "a ticket whose revocation was unavailable");
    }
    if (issue instanceof IssueOutcome.Unavailable) {
      bench().mustRefuse(issued, TROUBLE, "a ticket whose issue was unavailable");
    }
  }

  @Test
  default void admitsNobodyTwiceWhenTheBackendGoesOnAfterAHang() {
    bench().needs(Fault.HANGING);
    TicketKey key = bench().outstanding();

    bench().begin(Fault.HANGING);
    RedeemOutcome first = bench().store().redeem(key).outcome();
    bench().heal();
    RedeemOutcome second = bench().store().redeem(key).outcome();
    RedeemOutcome third = bench().store().redeem(key).outcome();

    long admitted =
        Stream.of(first, second, third).filter(RedeemOutcome.Redeemed.class::isInstance).count();
    ONCE.require(
        admitted <= 1,
        "one ticket admitted twice around a hang of the backend: %s, %s, %s."
            .formatted(first, second, third));
    TROUBLE.require(
        !(first instanceof RedeemOutcome.Unavailable) || second instanceof RedeemOutcome.Redeemed,
        "a redemption was unavailable while the backend hung, and the ticket was spent after all.");
  }

  @Test
  default void doesNotRepeatARedemptionWhoseAnswerWasLost() {
    bench().needs(Fault.LOSES_NEXT_ANSWER);
    TicketKey key = bench().outstanding();

    bench().begin(Fault.LOSES_NEXT_ANSWER);
    RedeemOutcome outcome = bench().store().redeem(key).outcome();
    bench().heal();

    SENT_ONCE.require(
        outcome instanceof RedeemOutcome.Indeterminate,
        "a redemption whose answer was lost ended as " + outcome + ", not as Indeterminate.");
    bench().mustRefuse(key, ONCE, "a ticket that had been redeemed, its answer lost,");
  }

  @Test
  default void sendsARedemptionOnce() {
    bench().needs(Fault.LOSES_NEXT_ANSWER);
    bench().counted(bench().backstage().commandsSent(), "commands");
    long usual = commandsOfRedeeming(bench().outstanding());
    TicketKey key = bench().outstanding();

    bench().begin(Fault.LOSES_NEXT_ANSWER);
    long whenLost = commandsOfRedeeming(key);

    SENT_ONCE.require(
        whenLost <= usual,
        "a redemption sends %d commands, and %d when its answer is lost."
            .formatted(usual, whenLost));
  }

  private long commandsOfRedeeming(TicketKey key) {
    long before = bench().backstage().commandsSent().getAsLong();
    bench().store().redeem(key).outcome();
    return bench().backstage().commandsSent().getAsLong() - before;
  }

  @Test
  default void reportsAnIssueOrRevocationWhoseAnswerWasLostAsIndeterminate() {
    bench().needs(Fault.LOSES_NEXT_ANSWER);
    TicketKey revoked = bench().outstanding();

    Asked issue =
        asLost(
            "an issue",
            () -> bench().store().issue(Samples.key(), Samples.grant(), Bench.LONG).outcome());
    Asked revoke = asLost("a revocation", () -> bench().store().revoke(revoked).outcome());

    Stream.of(issue, revoke)
        .forEach(
            call ->
                TROUBLE.require(
                    call.isIndeterminate(),
                    "%s whose answer was lost ended as %s, not as Indeterminate."
                        .formatted(call.what, call.outcome)));
  }

  private Asked asLost(String what, Supplier<Object> call) {
    bench().begin(Fault.LOSES_NEXT_ANSWER);
    Object outcome = call.get();
    bench().heal();
    return new Asked(what, outcome);
  }

  @Test
  default void servesAgainOnceItsBackendIsWell() {
    bench().needs(Fault.UNREACHABLE);
    TicketKey key = bench().outstanding();

    bench().begin(Fault.UNREACHABLE);
    bench().store().redeem(Samples.key()).outcome();
    bench().heal();

    // A restart may have lost the ticket; the store itself must work.
    TicketKey later = bench().outstanding();
    bench().mustAdmit(later, "a ticket issued after an outage");
    bench().store().redeem(key).outcome();
  }

  @Test
  default void returnsToItsCallerAtOnce() {
    requireNotHeld("a store in good health");
  }

  @Test
  default void returnsToItsCallerAtOnceWhileTheBackendHangs() {
    bench().needs(Fault.HANGING);
    bench().store().redeem(Samples.key()).outcome();

    bench().begin(Fault.HANGING);
    requireNotHeld("a store whose backend hangs");
  }

  private void requireNotHeld(String which) {
    Client client = bench().store();
    TicketKey key = Samples.key();
    SessionId session = Samples.session();
    long halfOfTheBound = bench().capabilities().completionBound().toNanos() / 2;
    long atOnce = Math.min(AT_ONCE_NANOS, halfOfTheBound);
    Stream.<Supplier<Call<?>>>of(
            () -> client.issue(Samples.key(), Samples.grant(), Bench.LONG),
            () -> client.redeem(key),
            () -> client.revoke(key),
            () -> client.revokeSession(session))
        .map(start -> Stream.generate(start).limit(3).toList())
        .toList()
        .forEach(calls -> requireNotHeld(which, calls, atOnce));
  }

  /** The quickest of several calls, since any one may have met a busy machine. */
  private static void requireNotHeld(String which, List<? extends Call<?>> calls, long atOnce) {
    calls.forEach(Call::outcome);
    long quickest = calls.stream().mapToLong(Call::heldNanos).min().orElseThrow();
    PROMPT.require(
        quickest < atOnce,
        "%s held each of %d callers of %s, the luckiest for %d ms."
            .formatted(
                which, calls.size(), calls.get(0).what(), Duration.ofNanos(quickest).toMillis()));
  }

  @Test
  default void doesNotUndoACallThatIsCancelled() {
    TicketKey key = Samples.key();

    bench().store().issue(key, Samples.grant(), Bench.LONG).cancel();

    boolean admitted =
        Poll.until(
            Client.SLACK,
            () -> bench().store().redeem(key).outcome() instanceof RedeemOutcome.Redeemed);
    VALUE.require(admitted, "an issue whose stage was cancelled had no effect.");
  }

  /** A call that was made in trouble, and its outcome of whatever type. */
  final class Asked {
    private final String what;
    private final Object outcome;

    private Asked(String what, Object outcome) {
      this.what = what;
      this.outcome = outcome;
    }

    private boolean isUnavailable() {
      return outcome instanceof IssueOutcome.Unavailable
          || outcome instanceof RedeemOutcome.Unavailable
          || outcome instanceof RevokeOutcome.Unavailable;
    }

    private boolean isIndeterminate() {
      return outcome instanceof IssueOutcome.Indeterminate
          || outcome instanceof RedeemOutcome.Indeterminate
          || outcome instanceof RevokeOutcome.Indeterminate;
    }

    private void requireTrouble(String cause) {
      TROUBLE.require(
          isUnavailable() || isIndeterminate(),
          "%s was reported by %s as %s.".formatted(cause, what, outcome));
    }
  }
}
