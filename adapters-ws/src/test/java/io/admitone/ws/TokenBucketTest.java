package io.admitone.ws;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenBucketTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final TokenBucket bucket = new TokenBucket(100, 200);
  private long fullAt;
  private long now;

  @ParameterizedTest
  @ValueSource(longs = {0, Long.MAX_VALUE - 5, -7, Long.MIN_VALUE})
  void givesItsBurstAtOnceAndThenItsRate(long start) {
    startAt(start);

    assertThat(taken(1_000)).isEqualTo(200);
    now += SECOND;
    assertThat(taken(1_000)).isEqualTo(100);
    now += SECOND / 100;
    assertThat(taken(1_000)).isEqualTo(1);
    now += 10 * SECOND;
    assertThat(taken(1_000)).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void givesNeverMoreThanItsRateOverAnyStretch(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    startAt(random.nextLong());
    long began = now;
    long taken = 0;

    for (int i = 0; i < 10_000; i++) {
      now += random.nextLong(SECOND / 20);
      taken += taken(random.nextInt(6));

      assertThat(taken).isLessThanOrEqualTo(200 + (now - began) * 100 / SECOND + 1);
    }
    assertThat(taken).as("seed %d", seed).isGreaterThan((now - began) * 95 / SECOND);
  }

  private void startAt(long instant) {
    now = instant;
    fullAt = instant;
  }

  private int taken(int asked) {
    int taken = 0;
    for (int i = 0; i < asked; i++) {
      long after = bucket.take(fullAt, now);
      taken += after == fullAt ? 0 : 1;
      fullAt = after;
    }
    return taken;
  }
}
