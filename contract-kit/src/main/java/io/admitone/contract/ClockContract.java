package io.admitone.contract;

import static io.admitone.contract.ClockRule.FORWARD;
import static io.admitone.contract.ClockRule.FREE;
import static io.admitone.contract.ClockRule.SHARED;

import io.admitone.domain.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The rules of {@link Clock} as cases to run. Extend it, say which clock is meant, and run it with
 * JUnit 5.
 *
 * <p>A case that needs what the fixture does not offer ends as aborted, with the reason, and is
 * named in the summary that is printed at the end.
 */
@ExtendWith(RuleReport.class)
@DisplayNameGeneration(Sentences.class)
public abstract class ClockContract {
  private static final int READINGS = 20_000;
  private static final int THREADS = 4;
  private static final Duration SET_BACK = Duration.ofHours(1);

  /** Long enough for threads to take turns, also where there are fewer processors than threads. */
  private static final Duration TOGETHER = Duration.ofMillis(200);

  /** How far two clocks of one store may be apart. */
  private static final Duration AGREEMENT = Duration.ofSeconds(1);

  /** Opens the clock. Called again in one case, it opens another process's clock. */
  protected abstract Clock openClock();

  /**
   * Sets the clock of this machine back, as far as the clock under test can see it.
   *
   * @return whether it could be done; not, unless overridden
   */
  protected boolean setMachineBack(Duration by) {
    return false;
  }

  /** What time it is at the store; empty, unless overridden: cannot be known. */
  protected Optional<Instant> timeAtTheStore() {
    return Optional.empty();
  }

  /** Commands that the store has been sent so far; empty, unless overridden: cannot be counted. */
  protected OptionalLong commandsSent() {
    return OptionalLong.empty();
  }

  @Test
  void neverRunsBackwards() {
    Clock clock = openClock();
    Instant last = clock.now();

    for (int i = 0; i < READINGS; i++) {
      Instant now = clock.now();
      requireForward(last, now, "one thread");
      last = now;
    }
  }

  @Test
  void neverRunsBackwardsBetweenThreads() {
    Clock clock = openClock();
    AtomicReference<Instant> latest = new AtomicReference<>(clock.now());

    Crowd.of(
        THREADS,
        thread -> {
          long startedAt = System.nanoTime();
          while (System.nanoTime() - startedAt < TOGETHER.toNanos()) {
            Instant before = latest.get();
            Instant now = clock.now();
            requireForward(before, now, "another thread");
            latest.accumulateAndGet(now, (a, b) -> a.isAfter(b) ? a : b);
          }
          return thread;
        });
  }

  @Test
  void doesNotRunBackwardsWhenTheMachinesClockIsSetBack() {
    Clock clock = openClock();
    Instant before = clock.now();
    NotVerified.unless(setMachineBack(SET_BACK), "the fixture cannot set the machine's clock back");

    for (int i = 0; i < 3; i++) {
      requireForward(before, clock.now(), "the clock before the machine's was set back");
    }
  }

  private static void requireForward(Instant before, Instant now, String readBy) {
    if (now.isBefore(before)) {
      throw FORWARD.broken(
          "%s was read, after %s had read %s, %s earlier."
              .formatted(now, readBy, before, Duration.between(now, before)));
    }
  }

  @Test
  void goesOn() {
    Clock clock = openClock();
    Instant before = clock.now();

    boolean moved = Poll.until(Client.SLACK, () -> clock.now().isAfter(before));

    FORWARD.require(moved, "the clock still read %s after %s.".formatted(before, Client.SLACK));
  }

  @Test
  void tellsTheTimeWithoutAskingTheStore() {
    Clock clock = openClock();
    clock.now();
    NotVerified.unless(commandsSent().isPresent(), "the fixture cannot count commands");
    long before = commandsSent().getAsLong();

    for (int i = 0; i < READINGS; i++) {
      clock.now();
    }

    long sent = commandsSent().getAsLong() - before;
    FREE.require(
        sent < READINGS / 10,
        "reading the time %d times sent %d commands to the store.".formatted(READINGS, sent));
  }

  @Test
  void tellsTheTimeOfTheStore() {
    Clock clock = openClock();
    NotVerified.unless(
        timeAtTheStore().isPresent(), "the fixture does not know what time it is at the store");

    Instant atTheStore = timeAtTheStore().get();
    Instant read = clock.now();

    SHARED.require(
        apart(atTheStore, read).compareTo(AGREEMENT) < 0,
        "it was %s at the store, and the clock read %s.".formatted(atTheStore, read));
  }

  @Test
  void agreesWithAnotherClockOfTheSameStore() {
    Instant one = openClock().now();
    Instant other = openClock().now();

    SHARED.require(
        apart(one, other).compareTo(AGREEMENT) < 0,
        "two clocks of one store read %s and %s.".formatted(one, other));
  }

  private static Duration apart(Instant a, Instant b) {
    return Duration.between(a, b).abs();
  }
}
