package io.admitone.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import io.admitone.domain.readiness.ReadinessSource;
import io.admitone.domain.readiness.StoreState;
import io.admitone.memory.SystemClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryOutageTest {
  private static final Duration LENGTH = Duration.ofSeconds(20);

  private final ReadinessSource readiness =
      new ReadinessSource(
          "memory",
          StoreState.CONNECTED,
          new SystemClock(),
          failure -> {
            throw failure;
          });
  private final List<Duration> waits = new ArrayList<>();
  private final List<Runnable> waiting = new ArrayList<>();
  private final MemoryOutage outage =
      new MemoryOutage(
          readiness,
          wait -> {
            waits.add(wait);
            return waiting::add;
          });

  @Test
  void takesTheStoreAwayAndSaysWhy() {
    outage.begin(LENGTH);

    assertThat(readiness.current().isReady()).isFalse();
    assertThat(readiness.current().lastError()).contains("taken away by a drill");
  }

  @Test
  void givesItBackByItselfWhenTheTimeIsOver() {
    outage.begin(LENGTH);

    waiting.get(0).run();

    assertThat(waits).containsExactly(LENGTH);
    assertThat(readiness.current().isReady()).isTrue();
  }

  @Test
  void givesItBackWhenAsked() {
    outage.begin(LENGTH);

    outage.end();

    assertThat(readiness.current().isReady()).isTrue();
  }

  @Test
  void isNotEndedByTheTimeOfAnEarlierOne() {
    outage.begin(LENGTH);
    outage.begin(LENGTH);

    waiting.get(0).run();
    assertThat(readiness.current().isReady()).isFalse();

    waiting.get(1).run();
    assertThat(readiness.current().isReady()).isTrue();
  }

  @Test
  void endingNothingTellsNobody() {
    outage.end();

    assertThat(readiness.history()).isEmpty();
  }
}
