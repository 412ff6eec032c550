package io.admitone.contract;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waiting for what must come, no longer than needful. */
final class Poll {
  /** How soon a store must have given back what it no longer needs. */
  static final Duration CLEANING_UP = Duration.ofSeconds(2);

  private static final long STEP_NANOS = Duration.ofMillis(2).toNanos();

  private Poll() {}

  /**
   * @return whether it came within this time
   */
  static boolean until(Duration patience, BooleanSupplier come) {
    long startedAt = System.nanoTime();
    while (!come.getAsBoolean()) {
      if (System.nanoTime() - startedAt > patience.toNanos()) {
        return false;
      }
      LockSupport.parkNanos(STEP_NANOS);
    }
    return true;
  }
}
