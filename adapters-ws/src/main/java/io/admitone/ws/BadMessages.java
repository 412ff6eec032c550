package io.admitone.ws;

import java.util.concurrent.TimeUnit;

/**
 * The bad messages of one socket in any stretch of a minute. Made when the first one comes, so that
 * a well-behaved socket pays nothing. Not thread-safe.
 */
final class BadMessages {
  private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

  private final long[] latest;
  private long count;

  /**
   * @param limit the bad message of a minute that is one too many
   */
  BadMessages(int limit) {
    latest = new long[limit];
  }

  /**
   * Notes one more.
   *
   * @param now of a monotonic clock in nanoseconds
   * @return whether the limit is reached
   */
  boolean reachLimit(long now) {
    latest[(int) (count++ % latest.length)] = now;
    long oldest = latest[(int) (count % latest.length)];
    return count >= latest.length && now - oldest < MINUTE;
  }
}
