package io.admitone.contract;

import static io.admitone.contract.ReadinessRule.FOLLOWS;
import static io.admitone.contract.ReadinessRule.FREE;
import static io.admitone.contract.ReadinessRule.FROM_NOW_ON;
import static io.admitone.contract.ReadinessRule.ONCE_IN_ORDER;
import static io.admitone.contract.ReadinessRule.ROBUST;

import io.admitone.domain.readiness.Readiness;
import io.admitone.domain.readiness.ReadinessChange;
import io.admitone.domain.readiness.ReadinessProbe;
import io.admitone.domain.readiness.ReadinessProbe.Subscription;
import io.admitone.domain.readiness.StoreState;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The rules of {@link ReadinessProbe} as cases to run. Extend it, say which probe is meant and how
 * its store is lost and returns, and run it with JUnit 5.
 *
 * <p>A case that needs what the fixture does not offer ends as aborted, with the reason, and is
 * named in the summary that is printed at the end.
 */
@ExtendWith(RuleReport.class)
@DisplayNameGeneration(Sentences.class)
public abstract class ReadinessProbeContract {
  private static final int QUICK_CALLS = 1_000;
  private static final int KEPT_CHANGES = 20;
  private static final Duration QUIET = Duration.ofMillis(100);
  private static final Duration LONGEST_CASE = Duration.ofSeconds(10);

  private ReadinessProbe probe;

  /** Opens the probe of a store that is there. Called once a case. */
  protected abstract ReadinessProbe openProbe();

  /** Takes the store away, and may return before the probe has noticed. */
  protected abstract void loseStore();

  /** Brings the store back, and may return before the probe has noticed. */
  protected abstract void returnStore();

  /** Within which time the adapter promises to report a loss or a return; 5 s unless overridden. */
  protected Duration promise() {
    return Duration.ofSeconds(5);
  }

  /** Commands that the store has been sent so far; empty, unless overridden: cannot be counted. */
  protected OptionalLong commandsSent() {
    return OptionalLong.empty();
  }

  @BeforeEach
  final void awaitTheStore() {
    probe = openProbe();
    Poll.until(promise(), () -> probe.current().isReady());
  }

  @Test
  void reportsAStoreThatIsThereAsReady() {
    FOLLOWS.require(
        probe.current().isReady(), "the store was there, and the state was " + probe.current());
    FOLLOWS.require(!probe.dependency().isBlank(), "the dependency has no name.");
    FOLLOWS.require(
        probe.current().attempts() == 0,
        "a connected store was reported after %d tries since the last success."
            .formatted(probe.current().attempts()));
  }

  @Test
  void followsTheStoreAwayAndBackAgain() {
    for (int round = 0; round < 3; round++) {
      lose();
      bringBack();
    }
  }

  private void lose() {
    loseStore();
    FOLLOWS.require(
        Poll.until(promise(), () -> !probe.current().isReady()),
        "%s after the store was lost it was still reported as ready.".formatted(promise()));
  }

  private void bringBack() {
    returnStore();
    FOLLOWS.require(
        Poll.until(promise(), () -> probe.current().isReady()),
        "%s after the store had returned the state was %s."
            .formatted(promise(), probe.current().state()));
  }

  @Test
  void tellsItsStateWithoutAskingTheStore() {
    NotVerified.unless(commandsSent().isPresent(), "the fixture cannot count commands");
    long before = commandsSent().getAsLong();

    for (int i = 0; i < QUICK_CALLS; i++) {
      probe.current();
    }

    long sent = commandsSent().getAsLong() - before;
    FREE.require(
        sent < QUICK_CALLS / 10,
        "asking for the state %d times sent %d commands to the store."
            .formatted(QUICK_CALLS, sent));
  }

  @Test
  void tellsItsStateWhileASubscriberIsBusy() throws InterruptedException {
    CountDownLatch busy = new CountDownLatch(1);
    CountDownLatch mayGoOn = new CountDownLatch(1);
    Subscription subscription = probe.subscribe(change -> beBusy(busy, mayGoOn));

    Call.inBackground(this::loseStore);
    boolean told = busy.await(promise().toMillis(), TimeUnit.MILLISECONDS);
    CompletableFuture<Readiness> asked = new CompletableFuture<>();
    Call.inBackground(() -> asked.complete(probe.current()));
    boolean answered = Poll.until(Client.SLACK, asked::isDone);
    mayGoOn.countDown();
    subscription.cancel();

    ONCE_IN_ORDER.require(told, "a subscriber was not told that the store was lost.");
    FREE.require(answered, "the state could not be read while a subscriber was at work.");
  }

  private static void beBusy(CountDownLatch busy, CountDownLatch mayGoOn) {
    busy.countDown();
    try {
      mayGoOn.await(LONGEST_CASE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void tellsEachChangeOnceAndInOrder() {
    Heard one = new Heard();
    Heard other = new Heard();
    StoreState first = probe.current().state();
    probe.subscribe(one);
    probe.subscribe(other);

    for (int round = 0; round < 3; round++) {
      lose();
      awaitWord(one, false);
      bringBack();
      awaitWord(one, true);
    }

    List<ReadinessChange> changes = one.changes();
    Poll.until(QUIET, () -> other.count() > changes.size());
    ONCE_IN_ORDER.require(
        one.isAChainFrom(first),
        "these changes do not follow from one another, beginning at %s: %s."
            .formatted(first, Heard.words(changes)));
    ONCE_IN_ORDER.require(
        other.changes().equals(changes),
        "two subscribers heard different things: %s and %s."
            .formatted(Heard.words(changes), Heard.words(other.changes())));
    requireRemembered(changes);
  }

  /** A subscriber's words may come after the state that they tell of. */
  private void awaitWord(Heard heard, boolean ready) {
    ONCE_IN_ORDER.require(
        Poll.until(promise(), () -> heard.endsWith(StoreState.CONNECTED) == ready),
        "the store %s, and what subscribers heard last was %s."
            .formatted(ready ? "returned" : "was lost", Heard.words(heard.changes())));
  }

  private void requireRemembered(List<ReadinessChange> changes) {
    List<ReadinessChange> history = probe.history();
    int kept = Math.min(Math.min(KEPT_CHANGES, changes.size()), history.size());
    List<ReadinessChange> latest = changes.subList(changes.size() - kept, changes.size());
    ONCE_IN_ORDER.require(
        kept >= Math.min(KEPT_CHANGES, changes.size())
            && history.subList(history.size() - kept, history.size()).equals(latest),
        "the history is %s after subscribers had heard %s."
            .formatted(Heard.words(history), Heard.words(changes)));
  }

  @Test
  void tellsTheInstantOfEachChangeInOrder() {
    Heard heard = new Heard();
    probe.subscribe(heard);

    lose();
    bringBack();
    awaitWord(heard, true);

    heard
        .changes()
        .forEach(
            change ->
                ONCE_IN_ORDER.require(
                    !change.to().since().isBefore(change.from().since()),
                    "a state entered at %s was followed by one entered at %s."
                        .formatted(change.from().since(), change.to().since())));
  }

  @Test
  void saysNothingWhileNothingChanges() {
    Heard heard = new Heard();
    probe.subscribe(heard);

    for (int i = 0; i < QUICK_CALLS; i++) {
      probe.current();
    }

    ONCE_IN_ORDER.require(
        !Poll.until(QUIET, () -> heard.count() > 0),
        "the store stayed as it was, and a subscriber heard " + Heard.words(heard.changes()));
  }

  @Test
  void remembersTheLatestTwentyChanges() {
    Heard heard = new Heard();
    probe.subscribe(heard);

    long startedAt = System.nanoTime();
    while (heard.count() <= KEPT_CHANGES) {
      NotVerified.unless(
          System.nanoTime() - startedAt < LONGEST_CASE.toNanos(),
          "in " + LONGEST_CASE + " there were only " + heard.count() + " changes");
      lose();
      bringBack();
      awaitWord(heard, true);
    }

    requireRemembered(heard.changes());
  }

  @Test
  void tellsASubscriberOnlyOfWhatComesAfterIt() {
    Heard early = new Heard();
    probe.subscribe(early);
    lose();
    bringBack();
    awaitWord(early, true);

    Heard late = new Heard();
    StoreState first = probe.current().state();
    probe.subscribe(late);
    Poll.until(QUIET, () -> late.count() > 0);

    FROM_NOW_ON.require(
        late.isAChainFrom(first),
        "a subscriber that came while the store was %s heard %s."
            .formatted(first, Heard.words(late.changes())));
    FROM_NOW_ON.require(
        late.count() == 0 || !probe.current().isReady(),
        "a new subscriber heard of the past: " + Heard.words(late.changes()));
  }

  @Test
  void tellsNothingToASubscriberThatHasCancelled() {
    Heard cancelled = new Heard();
    Heard staying = new Heard();
    Subscription subscription = probe.subscribe(cancelled);
    probe.subscribe(staying);

    subscription.cancel();
    subscription.cancel();
    lose();
    bringBack();
    awaitWord(staying, true);

    FROM_NOW_ON.require(
        cancelled.count() == 0,
        "a subscriber that had cancelled heard " + Heard.words(cancelled.changes()));
  }

  @Test
  void keepsTwoSubscriptionsOfOneListenerApart() {
    Heard heard = new Heard();
    Subscription first = probe.subscribe(heard);
    probe.subscribe(heard);

    first.cancel();
    first.cancel();
    lose();

    FROM_NOW_ON.require(
        Poll.until(promise(), () -> heard.count() > 0),
        "one of two subscriptions of a listener was cancelled, and the other fell silent.");
  }

  @Test
  void isNotHarmedByASubscriberThatThrows() {
    Heard heard = new Heard();
    probe.subscribe(
        change -> {
          throw new IllegalStateException("a subscriber's own fault, thrown on purpose");
        });
    probe.subscribe(
        change -> {
          throw new StackOverflowError("a subscriber's own fault, thrown on purpose");
        });
    probe.subscribe(heard);

    loseQuietly();
    boolean lossHeard = Poll.until(promise(), () -> heard.count() > 0);
    returnQuietly();
    boolean returnHeard = Poll.until(promise(), () -> heard.endsWith(StoreState.CONNECTED));

    ROBUST.require(
        lossHeard && returnHeard,
        "beside two subscribers that throw, a third one heard "
            + Heard.words(heard.changes())
            + " of a loss and a return.");
  }

  /** What a subscriber threw may not come out here either; whether it does is not asked. */
  private void loseQuietly() {
    try {
      loseStore();
    } catch (IllegalStateException | StackOverflowError thrownBySubscriber) {
      return;
    }
  }

  private void returnQuietly() {
    try {
      returnStore();
    } catch (IllegalStateException | StackOverflowError thrownBySubscriber) {
      return;
    }
  }
}
