package io.admitone.application.connection;

import java.time.Duration;
import java.util.Objects;

/**
 * How sockets are let in.
 *
 * @param authentication whether a ticket is needed
 * @param storeDeadline longest wait for the store's answer; after it the client is asked to come
 *     back
 */
public record ConnectPolicy(Authentication authentication, Duration storeDeadline) {
  /**
   * @throws IllegalArgumentException if the deadline is not positive
   */
  public ConnectPolicy {
    Objects.requireNonNull(authentication);
    if (storeDeadline.isNegative() || storeDeadline.isZero()) {
      throw new IllegalArgumentException("a deadline is positive, not " + storeDeadline);
    }
  }
}
