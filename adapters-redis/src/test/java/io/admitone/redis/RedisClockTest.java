package io.admitone.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class RedisClockTest {
  private static final Instant LOCAL = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant SERVER = Instant.parse("2026-01-01T00:00:10Z");

  private long nanos = Long.MAX_VALUE - 1_000;
  private final RedisClock clock = new RedisClock(() -> LOCAL, () -> nanos);

  @Test
  void tellsLocalTimeUntilTheServerIsHeard() {
    assertThat(clock.now()).isEqualTo(LOCAL);
  }

  @Test
  void tellsTheServersTimeAndGoesOnByItself() {
    learn(SERVER, 0);

    pass(1_500);

    assertThat(clock.now()).isEqualTo(SERVER.plusMillis(1_500));
  }

  @Test
  void isAtMostARoundTripFromTheServer() {
    learn(SERVER, 200);

    assertThat(clock.now()).isBetween(SERVER, SERVER.plusMillis(200));
  }

  @Test
  void isLeftAloneWhileItAgreesWithTheServer() {
    learn(SERVER, 0);
    pass(1_000);

    learn(SERVER.plusMillis(980), 40);

    // Between the asking and the answer 40 ms passed; 1,040 ms lie within 980 to 1,020 + 20.
    assertThat(clock.now()).isEqualTo(SERVER.plusMillis(1_020));
  }

  @Test
  void followsAServerWhoseClockWasSetForward() {
    learn(SERVER, 0);
    pass(1_000);

    learn(SERVER.plusSeconds(3_600), 10);

    assertThat(clock.now()).isEqualTo(SERVER.plusSeconds(3_600));
  }

  @Test
  void standsStillUntilAServerThatIsBehindHasCaughtUp() {
    learn(SERVER, 0);
    Instant before = clock.now();

    learn(SERVER.minusSeconds(5), 0);
    pass(1_000);
    Instant during = clock.now();
    pass(4_500);
    Instant after = clock.now();

    assertThat(during).isEqualTo(before);
    assertThat(after).isEqualTo(SERVER.plusMillis(500));
  }

  @Test
  void remembersAMomentThatHasCertainlyPassed() {
    learn(SERVER, 500);

    assertThat(clock.certainlyPastMillis()).isEqualTo(SERVER.toEpochMilli());
  }

  /** A reading that took so long, of which the server's clock was read at the very beginning. */
  private void learn(Instant server, long roundTripMs) {
    long askedAt = nanos;
    pass(roundTripMs);
    clock.learn(TimeUnit.MILLISECONDS.toMicros(server.toEpochMilli()), askedAt, nanos);
  }

  private void pass(long ms) {
    nanos += TimeUnit.MILLISECONDS.toNanos(ms);
  }
}
