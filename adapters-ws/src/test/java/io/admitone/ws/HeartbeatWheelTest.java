package io.admitone.ws;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HeartbeatWheelTest {
  private static final long TICK = 100;
  private static final long START = Long.MAX_VALUE - 5_000;

  private final List<RuntimeException> broken = new ArrayList<>();
  private final HeartbeatWheel wheel =
      new HeartbeatWheel(Duration.ofNanos(TICK), START, broken::add);
  private final List<String> fired = new ArrayList<>();

  @Test
  void meetsADeadlineWithinOneTickAndNeverEarly() {
    Probe probe = new Probe("a");
    wheel.schedule(probe, START + 250);

    wheel.advanceTo(START + 249);
    assertThat(fired).isEmpty();

    wheel.advanceTo(START + 250 + TICK);
    assertThat(fired).containsExactly("a");
    assertThat(wheel.isEmpty()).isTrue();
  }

  @Test
  void meetsAPassedDeadlineAtTheNextTick() {
    wheel.advanceTo(START + 1_000);
    wheel.schedule(new Probe("late"), START);

    wheel.advanceTo(START + 1_000 + TICK);

    assertThat(fired).containsExactly("late");
  }

  @Test
  void leavesADeadlineOfALaterTurnAlone() {
    long turn = 512 * TICK;
    wheel.schedule(new Probe("next turn"), START + turn + 300);
    wheel.schedule(new Probe("this turn"), START + 300);

    wheel.advanceTo(START + 1_000);

    assertThat(fired).containsExactly("this turn");
  }

  @Test
  void meetsEveryDeadlineOnceAfterALongPause() {
    for (int i = 1; i <= 1_000; i++) {
      wheel.schedule(new Probe("p" + i), START + i * TICK);
    }

    wheel.advanceTo(START + 2_000 * TICK);

    assertThat(fired).hasSize(1_000).doesNotHaveDuplicates();
  }

  @Test
  void movesTheOneDeadlineOfAnEntry() {
    Probe probe = new Probe("moved");
    wheel.schedule(probe, START + 200);
    wheel.schedule(probe, START + 900);

    wheel.advanceTo(START + 800);
    assertThat(fired).isEmpty();

    wheel.advanceTo(START + 1_000);
    assertThat(fired).containsExactly("moved");
  }

  @Test
  void forgetsACancelledEntry() {
    Probe probe = new Probe("gone");
    wheel.schedule(probe, START + 200);
    wheel.cancel(probe);
    wheel.cancel(probe);

    wheel.advanceTo(START + 1_000);

    assertThat(fired).isEmpty();
    assertThat(wheel.isEmpty()).isTrue();
  }

  @Test
  void letsAnEntryCancelAnotherThatIsDueWithIt() {
    Probe second = new Probe("second");
    Probe first = new Probe("first", now -> wheel.cancel(second));
    second.then = now -> wheel.cancel(first);
    wheel.schedule(first, START + 200);
    wheel.schedule(second, START + 200);

    wheel.advanceTo(START + 1_000);

    assertThat(fired).hasSize(1);
    assertThat(wheel.isEmpty()).isTrue();
  }

  @Test
  void letsAnEntrySetItsNextDeadline() {
    Probe beat = new Probe("beat");
    beat.then = now -> wheel.schedule(beat, now + 300);
    wheel.schedule(beat, START);

    for (long now = START; now <= START + 3_000; now += TICK) {
      wheel.advanceTo(now);
    }

    assertThat(fired).hasSize(10);
  }

  @Test
  void goesOnAfterAnEntryThatThrows() {
    Probe bad =
        new Probe(
            "bad",
            now -> {
              throw new IllegalStateException("on purpose");
            });
    wheel.schedule(new Probe("before"), START + 200);
    wheel.schedule(bad, START + 200);
    wheel.schedule(new Probe("after"), START + 200);

    wheel.advanceTo(START + 1_000);

    assertThat(fired).containsExactlyInAnyOrder("before", "bad", "after");
    assertThat(broken).hasSize(1);
  }

  @Test
  void agreesWithAPlainListOfDeadlinesOverManyRandomSteps() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    Map<Probe, Long> expected = new HashMap<>();
    List<Probe> probes = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      probes.add(new Probe("p" + i));
    }
    long now = START;
    for (int step = 0; step < 20_000; step++) {
      Probe probe = probes.get(random.nextInt(probes.size()));
      switch (random.nextInt(4)) {
        case 0, 1 -> {
          long due = now + random.nextInt(100_000);
          wheel.schedule(probe, due);
          expected.put(probe, due);
        }
        case 2 -> {
          wheel.cancel(probe);
          expected.remove(probe);
        }
        default -> {
          now += random.nextInt(random.nextInt(50) == 0 ? 200_000 : 1_000);
          wheel.advanceTo(now);
          check(seed, step, now, expected);
        }
      }
      assertThat(wheel.isEmpty()).as("seed %d step %d", seed, step).isEqualTo(expected.isEmpty());
    }
  }

  private void check(long seed, int step, long now, Map<Probe, Long> expected) {
    for (String name : fired) {
      Probe probe =
          expected.keySet().stream().filter(p -> p.name.equals(name)).findAny().orElseThrow();
      assertThat(expected.remove(probe) - now)
          .as("seed %d step %d", seed, step)
          .isLessThanOrEqualTo(0);
    }
    fired.clear();
    // Whatever is left must not be overdue by a tick and the one that rounding up costs.
    expected
        .values()
        .forEach(
            due -> assertThat(now - due).as("seed %d step %d", seed, step).isLessThan(2 * TICK));
  }

  private final class Probe extends HeartbeatWheel.Entry {
    private final String name;
    private java.util.function.LongConsumer then;

    private Probe(String name) {
      this(name, now -> {});
    }

    private Probe(String name, java.util.function.LongConsumer then) {
      this.name = name;
      this.then = then;
    }

    @Override
    void due(long now) {
      fired.add(name);
      then.accept(now);
    }
  }
}
