package io.admitone.contract;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * How time passes for a store: moved by hand where the store lets one, else really waited for.
 *
 * <p>With time moved by hand the kit tries lives of minutes, and the answers do not depend on how
 * busy the machine is. With real time it uses lives of less than a second.
 */
public final class StoreTime {
  private static final Duration MOVED_LIFE = Duration.ofSeconds(60);
  private static final Duration SHORTEST_REAL_LIFE = Duration.ofMillis(400);

  private final boolean moved;
  private final Consumer<Duration> passing;

  private StoreTime(boolean moved, Consumer<Duration> passing) {
    this.moved = moved;
    this.passing = passing;
  }

  /**
   * The store's time stands still until it is moved.
   *
   * @param hand moves it on by the given span
   */
  public static StoreTime movedBy(Consumer<Duration> hand) {
    return new StoreTime(true, hand);
  }

  /** The store's time goes its own way. */
  public static StoreTime real() {
    return new StoreTime(false, StoreTime::await);
  }

  /** Returns when this much time has passed for the store, or more where time is real. */
  public void pass(Duration time) {
    passing.accept(time);
  }

  boolean isMoved() {
    return moved;
  }

  /** A life for tickets that can be tried in full. */
  Duration life(Duration granularity) {
    Duration coarse = granularity.multipliedBy(4);
    return moved || coarse.compareTo(SHORTEST_REAL_LIFE) < 0 ? shortest() : coarse;
  }

  private Duration shortest() {
    return moved ? MOVED_LIFE : SHORTEST_REAL_LIFE;
  }

  private static void await(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }
}
