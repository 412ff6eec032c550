package io.admitone.bootstrap.rate;

import static org.assertj.core.api.Assertions.assertThat;

import io.admitone.domain.identity.SessionId;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BucketRateTest {
  private static final SessionId ANN = new SessionId("ann");
  private static final SessionId BOB = new SessionId("bob");

  // Close to the overflow of a monotonic clock, which may start anywhere.
  private final AtomicLong nanoTime = new AtomicLong(Long.MAX_VALUE - 1_000_000_000L);
  private final BucketRate rate = BucketRate.perMinute(30, 100, nanoTime::get);

  @Test
  void letsASessionHaveItsMinutesShareAtOnce() {
    for (int i = 0; i < 30; i++) {
      assertThat(rate.retryAfter(ANN)).isEmpty();
    }
    assertThat(rate.retryAfter(ANN)).hasValue(Duration.ofSeconds(2));
  }

  @Test
  void holdsItsWordAboutWhenToComeBack() {
    exhaust(ANN);
    Duration wait = rate.retryAfter(ANN).orElseThrow();

    pass(wait.minusNanos(1));
    assertThat(rate.retryAfter(ANN)).isPresent();
    pass(Duration.ofNanos(1));
    assertThat(rate.retryAfter(ANN)).isEmpty();
    assertThat(rate.retryAfter(ANN)).isPresent();
  }

  @Test
  void countsEachSessionByItself() {
    exhaust(ANN);

    assertThat(rate.retryAfter(BOB)).isEmpty();
  }

  @Test
  void letsNobodyMoreInOverAnHourThanItsRate() {
    int admitted = 0;
    for (int i = 0; i < 3600; i++) {
      admitted += rate.retryAfter(ANN).isEmpty() ? 1 : 0;
      pass(Duration.ofSeconds(1));
    }

    assertThat(admitted).isBetween(30 * 60, 30 * 60 + 30);
  }

  @Test
  void forgetsASessionThatIsNotSeenForAMinute() {
    rate.retryAfter(ANN);
    assertThat(rate.remembered()).isEqualTo(1);

    pass(Duration.ofSeconds(61));

    assertThat(rate.remembered()).isZero();
  }

  @Test
  void remembersABoundedNumberOfSessions() {
    for (int i = 0; i < 10_000; i++) {
      rate.retryAfter(new SessionId("session-" + i));
    }

    assertThat(rate.remembered()).isLessThanOrEqualTo(100);
  }

  @Test
  void countsRightWhereManyAskAtOnce() {
    var answers = new ConcurrentLinkedQueue<Boolean>();

    IntStream.range(0, 1000).parallel().forEach(i -> answers.add(rate.retryAfter(ANN).isEmpty()));

    assertThat(answers.stream().filter(admitted -> admitted)).hasSize(30);
  }

  private void exhaust(SessionId session) {
    IntStream.range(0, 30).forEach(i -> rate.retryAfter(session));
  }

  private void pass(Duration time) {
    nanoTime.addAndGet(time.toNanos());
  }

  @Test
  void letsTwiceASecondsShareThroughAtOnceWhereItCountsSeconds() {
    BucketRate messages = BucketRate.perSecond(5, 100, nanoTime::get);

    assertThat(allowed(messages, 50)).isEqualTo(10);
    nanoTime.addAndGet(Duration.ofSeconds(1).toNanos());
    assertThat(allowed(messages, 50)).isEqualTo(5);
    nanoTime.addAndGet(Duration.ofSeconds(10).toNanos());
    assertThat(allowed(messages, 50)).isEqualTo(10);
  }

  private static int allowed(BucketRate rate, int asked) {
    int allowed = 0;
    for (int i = 0; i < asked; i++) {
      allowed += rate.retryAfter(new SessionId("s")).isEmpty() ? 1 : 0;
    }
    return allowed;
  }
}
