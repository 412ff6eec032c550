package io.admitone.contract;

import static io.admitone.contract.TicketRule.ISSUED_ONCE;
import static io.admitone.contract.TicketRule.LIFE;
import static io.admitone.contract.TicketRule.TROUBLE;

import io.admitone.domain.ticket.Grant;
import io.admitone.domain.ticket.IssueOutcome;
import io.admitone.domain.ticket.RedeemOutcome;
import io.admitone.domain.ticket.StoreCapabilities;
import io.admitone.domain.ticket.TicketKey;
import io.admitone.domain.ticket.TicketStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/** What one case has at hand. The store is opened when the case first asks for it. */
final class Bench {
  /** A life that no case outlasts. */
  static final Duration LONG = Duration.ofMinutes(4);

  private final TicketStoreContract fixture;
  private final String caseName;
  private final List<TicketStore> opened = new ArrayList<>();
  private Client client;
  private boolean inTrouble;

  Bench(TicketStoreContract fixture, String caseName) {
    this.fixture = fixture;
    this.caseName = caseName;
  }

  /** The store under test. */
  Client store() {
    if (client == null) {
      client = anotherStore();
    }
    return client;
  }

  /** One more store on the same backend. */
  Client anotherStore() {
    TicketStore store = fixture.openStore();
    opened.add(store);
    return Client.of(store);
  }

  StoreCapabilities capabilities() {
    return store().store().capabilities();
  }

  StoreTime time() {
    return fixture.time();
  }

  /** A life for tickets that the case outlives. */
  Duration shortLife() {
    return time().life(capabilities().timeGranularity());
  }

  Backstage backstage() {
    return fixture.backstage();
  }

  /** The chance of this case, the same for the same seed. */
  Random random() {
    return Seed.of(caseName);
  }

  /** A ticket that is outstanding for longer than the case takes. */
  TicketKey outstanding() {
    return outstanding(Samples.grant(), LONG);
  }

  TicketKey outstanding(Grant grant, Duration ttl) {
    TicketKey key = Samples.key();
    mustIssue(key, grant, ttl);
    return key;
  }

  /** Issues under a key that is free; a store in good health has no reason not to. */
  void mustIssue(TicketKey key, Grant grant, Duration ttl) {
    IssueOutcome outcome = store().issue(key, grant, ttl).outcome();
    ISSUED_ONCE.require(
        !(outcome instanceof IssueOutcome.Collision), "a key never used before was a collision.");
    TROUBLE.require(
        outcome instanceof IssueOutcome.Issued,
        "a store in good health answered an issue with " + outcome + ".");
  }

  /** Redeems a ticket that is outstanding. */
  Grant mustAdmit(TicketKey key, String what) {
    RedeemOutcome outcome = store().redeem(key).outcome();
    if (outcome instanceof RedeemOutcome.Redeemed redeemed) {
      return redeemed.grant();
    }
    TROUBLE.require(
        outcome instanceof RedeemOutcome.NotRedeemable,
        "a store in good health answered a redemption with " + outcome + ".");
    throw LIFE.broken(what + " was refused with " + outcome + ".");
  }

  /** Redeems a ticket that must admit nobody (any more). */
  void mustRefuse(TicketKey key, TicketRule rule, String what) {
    judgeRefusal(store().redeem(key).outcome(), rule, what);
  }

  static void judgeRefusal(RedeemOutcome outcome, TicketRule rule, String what) {
    rule.require(!(outcome instanceof RedeemOutcome.Redeemed), what + " was admitted.");
    TROUBLE.require(
        outcome instanceof RedeemOutcome.NotRedeemable,
        what + " was answered with " + outcome + " by a store in good health.");
  }

  /** Breaks the backend, or ends the case as not verified. */
  void begin(Fault fault) {
    needs(fault);
    inTrouble = true;
    fixture.faults().begin(fault);
  }

  boolean canCause(Fault fault) {
    return fixture.faults().possible().contains(fault);
  }

  void needs(Fault fault) {
    NotVerified.unless(canCause(fault), "the fixture cannot make the backend " + fault.words());
  }

  /** Heals the backend and waits until the store has noticed. */
  void heal() {
    inTrouble = false;
    fixture.faults().end();
    Duration recovery = fixture.faults().recovery();
    boolean serves =
        Poll.until(
            recovery,
            () -> store().redeem(Samples.key()).outcome() instanceof RedeemOutcome.NotRedeemable);
    TROUBLE.require(
        serves,
        "%d ms after its backend was well again the store did not serve."
            .formatted(recovery.toMillis()));
  }

  long counted(OptionalLong count, String what) {
    NotVerified.unless(count.isPresent(), "the fixture cannot count " + what);
    return count.getAsLong();
  }

  void close() {
    if (inTrouble) {
      fixture.faults().end();
    }
    opened.forEach(Bench::closeQuietly);
  }

  /** How a store closes is judged by cases of its own; here it must only not stop the kit. */
  private static void closeQuietly(TicketStore store) {
    CompletableFuture<Void> closed = new CompletableFuture<>();
    Call.inBackground(
        () -> {
          try {
            store.close();
            closed.complete(null);
          } catch (Throwable thrown) {
            closed.completeExceptionally(thrown);
          }
        });
    Poll.until(Poll.CLEANING_UP, closed::isDone);
  }
}
