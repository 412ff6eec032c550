package io.admitone.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class BackoffTest {
  private static final List<Duration> LADDER =
      RedisSettings.of(RedisAddress.parse("redis://localhost")).retryPauses();

  @Test
  void climbsTheLadderAndStaysOnItsLastStep() {
    Backoff backoff = new Backoff(LADDER, 0, () -> 0.5);

    List<Long> seconds =
        IntStream.rangeClosed(1, 7).mapToObj(n -> backoff.before(n).toSeconds()).toList();

    assertThat(seconds).containsExactly(1L, 2L, 4L, 8L, 15L, 15L, 15L);
  }

  @Test
  void movesEachWaitByAFifthAtMost() {
    assertThat(new Backoff(LADDER, 0.2, () -> 0).before(1)).isEqualTo(Duration.ofMillis(800));
    assertThat(new Backoff(LADDER, 0.2, () -> 0.999_999).before(1))
        .isBetween(Duration.ofMillis(1199), Duration.ofMillis(1200));
  }

  @Test
  void keepsAFleetOutOfStep() {
    Backoff backoff = new Backoff(LADDER, 0.2, new Random(7)::nextDouble);

    long different = IntStream.range(0, 100).mapToObj(n -> backoff.before(3)).distinct().count();

    assertThat(different).isGreaterThan(90);
  }

  @Test
  void refusesALadderWithoutSteps() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Backoff(List.of(), 0, () -> 0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Backoff(List.of(Duration.ZERO), 0, () -> 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new Backoff(LADDER, 1.1, () -> 0));
  }
}
