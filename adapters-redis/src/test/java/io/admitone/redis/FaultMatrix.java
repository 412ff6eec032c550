package io.admitone.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.admitone.redis.rig.Await;
import java.time.Duration;
import java.util.Optional;

/**
 * One fault under traffic: how soon it is noticed, that no answer is wrong, and how soon service is
 * back after the mend. Prints one line with the times.
 *
 * @param redis what is connected and has served
 */
record FaultMatrix(Redis redis) {
  /** A connection that ended is noticed within this. */
  static final Duration CLOSED = Duration.ofSeconds(1);

  /** A server that refuses what a ticket needs is noticed within this. */
  static final Duration REFUSING = Duration.ofSeconds(2);

  /** A server that says nothing is noticed within this. */
  static final Duration SILENT = Duration.ofSeconds(3);

  private static final Duration ANSWERED_WHILE_DOWN = Duration.ofMillis(50);

  /** How long a fault lasts after it was noticed; some waits between tries lie within it. */
  private static final Duration OUTAGE = Duration.ofSeconds(3);

  /**
   * Runs one row.
   *
   * @param fault makes the trouble
   * @param noticedWithin the limit until readiness says so
   * @param words what readiness says is the matter
   * @param mend ends the trouble
   * @param backWithin the limit from the mend to the next admissions
   */
  void survives(
      String name,
      Runnable fault,
      Duration noticedWithin,
      String words,
      Runnable mend,
      Duration backWithin) {
    try (Traffic traffic = Traffic.on(redis)) {
      fault.run();
      Duration noticed = Await.until(noticedWithin, "not ready", () -> !isReady());
      Await.until(Duration.ofSeconds(10), "explained as " + words, () -> isExplainedAs(words));
      outlast(OUTAGE);

      mend.run();
      Duration back = traffic.awaitAdmissions();

      System.out.printf(
          "%-28s noticed in %4d ms, back in %4d ms; p99 while down %d ms; %d admitted, %d"
              + " refused, %d wrong%n",
          name,
          noticed.toMillis(),
          back.toMillis(),
          traffic.p99WhileDown().toMillis(),
          traffic.admitted(),
          traffic.refused(),
          traffic.wrongAnswers().size());
      assertThat(traffic.wrongAnswers()).isEmpty();
      assertThat(traffic.p99WhileDown()).isLessThan(ANSWERED_WHILE_DOWN);
      assertThat(back).isLessThan(backWithin);
    }
  }

  /** Stays not ready for so long, and does not falter. */
  private void outlast(Duration outage) {
    long end = System.nanoTime() + outage.toNanos();
    Await.until(
        outage.plusSeconds(1),
        "over",
        () -> {
          assertThat(isReady()).isFalse();
          return System.nanoTime() > end;
        });
  }

  private boolean isReady() {
    return redis.readiness().current().isReady();
  }

  private boolean isExplainedAs(String words) {
    Optional<String> error = redis.readiness().current().lastError();
    return error.filter(said -> said.contains(words)).isPresent();
  }
}
