package io.admitone.contract;

import static io.admitone.contract.TicketRule.CLOSED;
import static io.admitone.contract.TicketRule.DAMAGED;
import static io.admitone.contract.TicketRule.OTHERS;
import static io.admitone.contract.TicketRule.PROMPT;

import io.admitone.domain.ticket.Grant;
import io.admitone.domain.ticket.IssueOutcome;
import io.admitone.domain.ticket.RedeemOutcome;
import io.admitone.domain.ticket.RevokeOutcome;
import io.admitone.domain.ticket.StoreCapabilities;
import io.admitone.domain.ticket.TicketKey;
import io.admitone.domain.ticket.TicketStore;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Rules 13 to 15, and what a store says of itself: its neighbours and its end. */
interface ClosingRules {
  /** Stores opened and closed to tell what each leaves behind from what a driver shares. */
  int LIVES = 5;

  Bench bench();

  @Test
  default void saysTheSameOfItselfAlways() {
    TicketStore store = bench().store().store();
    StoreCapabilities before = store.capabilities();

    bench().mustAdmit(bench().outstanding(), "an outstanding ticket");

    CLOSED.require(
        before.equals(store.capabilities()),
        "the capabilities changed from %s to %s.".formatted(before, store.capabilities()));
    PROMPT.require(
        !before.timeGranularity().isNegative()
            && before.completionBound().compareTo(Duration.ZERO) > 0,
        "the declared spans make no sense: " + before + ".");
  }

  @Test
  default void sharesTicketsBetweenInstancesExactlyAsDeclared() {
    boolean shared = bench().capabilities().sharedAcrossProcesses();
    Client other = bench().anotherStore();
    TicketKey key = bench().outstanding();

    boolean seen = other.redeem(key).outcome() instanceof RedeemOutcome.Redeemed;

    OTHERS.require(
        seen == shared,
        "a ticket issued by one instance was %s by another, and the store declares the opposite."
            .formatted(seen ? "redeemed" : "not found"));
  }

  @Test
  default void spendsADamagedRecord() {
    TicketKey key = bench().outstanding();
    NotVerified.unless(bench().backstage().damage(key), "the fixture cannot damage a record");

    RedeemOutcome first = bench().store().redeem(key).outcome();
    RedeemOutcome second = bench().store().redeem(key).outcome();

    DAMAGED.require(
        first instanceof RedeemOutcome.NotRedeemable,
        "a damaged record was answered with " + first + ".");
    DAMAGED.require(
        second instanceof RedeemOutcome.NotRedeemable notRedeemable
            && notRedeemable.reason() != RedeemOutcome.Reason.CORRUPT,
        "a damaged record, presented a second time, was answered with " + second + ".");
  }

  @Test
  default void leavesTheDataOfOthersAlone() {
    bench().store();
    NotVerified.unless(
        bench().backstage().plant("of-others", "untouched"),
        "the fixture cannot put others' data beside the store's");
    Grant grant = Samples.grant();
    TicketKey spent = bench().outstanding(grant, Bench.LONG);
    TicketKey revoked = bench().outstanding(grant, Bench.LONG);
    bench().outstanding(grant, Bench.LONG);

    bench().mustAdmit(spent, "an outstanding ticket");
    bench().store().revoke(revoked).outcome();
    bench().store().revokeSession(grant.identity().session()).outcome();
    bench().store().store().close();

    Optional<String> found = bench().backstage().planted("of-others");
    OTHERS.require(
        found.equals(Optional.of("untouched")),
        "a record that was not the store's read " + found + " after some calls and a close.");
  }

  @Test
  default void answersUnavailableOnceItIsClosed() {
    Client client = bench().store();
    TicketKey key = bench().outstanding();

    closeInTime(client.store());

    List<Object> outcomes =
        List.of(
            client.issue(Samples.key(), Samples.grant(), Bench.LONG).outcome(),
            client.redeem(key).outcome(),
            client.revoke(key).outcome(),
            client.revokeSession(Samples.session()).outcome());
    CLOSED.require(
        outcomes.get(0) instanceof IssueOutcome.Unavailable
            && outcomes.get(1) instanceof RedeemOutcome.Unavailable
            && outcomes.get(2) instanceof RevokeOutcome.Unavailable
            && outcomes.get(3) instanceof RevokeOutcome.Unavailable,
        "issue, redeem, revoke and revokeSession on a closed store ended as " + outcomes + ".");
  }

  @Test
  default void closesTwiceWithoutComplaint() {
    bench().outstanding();

    closeInTime(bench().store().store());
    closeInTime(bench().store().store());
  }

  private static void closeInTime(TicketStore store) {
    CompletableFuture<Optional<Throwable>> end = new CompletableFuture<>();
    Call.inBackground(
        () -> {
          try {
            store.close();
            end.complete(Optional.empty());
          } catch (Throwable thrown) {
            end.complete(Optional.of(thrown));
          }
        });
    CLOSED.require(
        Poll.until(Poll.CLEANING_UP, end::isDone),
        "close had not returned after " + Poll.CLEANING_UP.toSeconds() + " s.");
    CLOSED.require(end.join().isEmpty(), "close threw " + end.join() + ".");
  }

  @Test
  default void outlivesTheCloseOfAnotherInstance() {
    TicketKey key = bench().outstanding();
    Client other = bench().anotherStore();
    other.issue(Samples.key(), Samples.grant(), Bench.LONG).outcome();

    other.store().close();

    bench().mustAdmit(key, "a ticket of a store that stayed open while another was closed");
  }

  @Test
  default void endsTheCallsThatAreInFlightWhenItCloses() {
    bench().needs(Fault.HANGING);
    Client client = bench().store();
    TicketKey key = bench().outstanding();

    bench().begin(Fault.HANGING);
    Call<RedeemOutcome> inFlight = client.redeem(key);
    Poll.until(Client.SLACK, inFlight::hasReturned);
    closeInTime(client.store());

    RedeemOutcome outcome = inFlight.outcome();
    CLOSED.require(
        outcome instanceof RedeemOutcome.Indeterminate
            || outcome instanceof RedeemOutcome.Unavailable,
        "a redemption in flight at close ended as " + outcome + ".");
  }

  @Test
  default void leavesNoThreadBehind() {
    // What a driver makes once for all stores is made here.
    openUseAndClose();
    Set<Thread> before = threads().collect(Collectors.toSet());

    IntStream.range(0, LIVES).forEach(i -> openUseAndClose());

    boolean gone = Poll.until(Client.SLACK, () -> left(before).count() < LIVES);
    CLOSED.require(
        gone,
        "after %d stores were opened and closed, these threads were left: %s."
            .formatted(LIVES, left(before).map(Thread::getName).toList()));
  }

  private void openUseAndClose() {
    Client client = bench().anotherStore();
    client.issue(Samples.key(), Samples.grant(), Bench.LONG).outcome();
    client.redeem(Samples.key()).outcome();
    closeInTime(client.store());
  }

  private static Stream<Thread> left(Set<Thread> before) {
    return threads().filter(thread -> !before.contains(thread));
  }

  private static Stream<Thread> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> !thread.getName().startsWith(Call.THREAD_PREFIX))
        .filter(thread -> !thread.getName().startsWith("ForkJoinPool.commonPool"));
  }

  @Test
  default void leavesNoConnectionBehind() {
    bench().counted(bench().backstage().connections(), "connections");
    bench().outstanding();

    bench().store().store().close();

    boolean gone =
        Poll.until(Poll.CLEANING_UP, () -> bench().backstage().connections().getAsLong() == 0);
    CLOSED.require(
        gone,
        "%d connections were open %d s after the store was closed."
            .formatted(
                bench().backstage().connections().getAsLong(), Poll.CLEANING_UP.toSeconds()));
  }
}
