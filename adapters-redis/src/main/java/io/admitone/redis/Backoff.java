package io.admitone.redis;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.DoubleSupplier;

/**
 * How long to wait between tries to connect: arithmetic, without a thread or a clock.
 *
 * <p>Each wait is moved by up to {@code jitter} of itself to either side, so that a fleet does not
 * come back in step. Thread-safe if {@code random} is.
 *
 * @param steps the waits in order; the last one is repeated for ever
 * @param jitter the largest part of a wait by which it is moved, 0 to 1
 * @param random numbers from 0 (inclusive) to 1 (exclusive)
 */
record Backoff(List<Duration> steps, double jitter, DoubleSupplier random) {
  static final double DEFAULT_JITTER = 0.2;

  Backoff {
    steps = List.copyOf(steps);
    Objects.requireNonNull(random);
    if (steps.isEmpty() || steps.stream().anyMatch(step -> step.isNegative() || step.isZero())) {
      throw new IllegalArgumentException("waits between tries are positive and at least one");
    }
    if (jitter < 0 || jitter > 1) {
      throw new IllegalArgumentException("a jitter is a part from 0 to 1, not " + jitter);
    }
  }

  /**
   * The wait before a try.
   *
   * @param attempt which try after the first of the row; 1 is the first repetition
   */
  Duration before(int attempt) {
    Duration step = steps.get(Math.min(attempt, steps.size()) - 1);
    double factor = 1 + jitter * (2 * random.getAsDouble() - 1);
    return Duration.ofNanos(Math.round(step.toNanos() * factor));
  }
}
