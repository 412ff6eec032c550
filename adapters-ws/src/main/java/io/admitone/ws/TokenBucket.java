package io.admitone.ws;

import java.util.concurrent.TimeUnit;

/**
 * A bucket of tokens that drip in at a constant rate, as the generic cell rate algorithm keeps it:
 * the whole state is the instant at which the bucket will be full again, one number, so that ten
 * thousand sockets need no object for it. A library's bucket was measured at 290 bytes each.
 *
 * <p>Immutable; the state is the caller's. Instants are those of a monotonic clock in nanoseconds,
 * which may overflow.
 */
final class TokenBucket {
  private final long nanosPerToken;
  private final long nanosToFill;

  /**
   * @param perSecond tokens that drip in in a second; at least one
   * @param size tokens in a full bucket
   */
  TokenBucket(long perSecond, long size) {
    this.nanosPerToken = Math.max(1, TimeUnit.SECONDS.toNanos(1) / perSecond);
    this.nanosToFill = nanosPerToken * size;
  }

  /**
   * Takes one token.
   *
   * @param fullAt the state
   * @return the new state; the same one if there was no token
   */
  long take(long fullAt, long now) {
    long taken = (fullAt - now > 0 ? fullAt : now) + nanosPerToken;
    return taken - now <= nanosToFill ? taken : fullAt;
  }
}
