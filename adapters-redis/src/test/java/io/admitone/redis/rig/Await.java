package io.admitone.redis.rig;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what is certain to come, and says what did not come where it does not. */
public final class Await {
  private static final Duration LOOK_EVERY = Duration.ofMillis(5);

  private Await() {}

  /**
   * Returns as soon as the condition holds.
   *
   * @param what the condition in words, for the message
   * @return how long it took
   * @throws IllegalStateException if it does not hold within the limit
   */
  public static Duration until(Duration limit, String what, BooleanSupplier condition) {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - start > limit.toNanos()) {
        throw new IllegalStateException("after " + limit.toMillis() + " ms: not yet " + what);
      }
      LockSupport.parkNanos(LOOK_EVERY.toNanos());
    }
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
