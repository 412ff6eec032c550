package io.admitone.application.lifecycle;

import java.time.Duration;

/**
 * How a process says goodbye.
 *
 * @param delay from the moment readiness is refused to the first goodbye, for load balancers to
 *     notice
 * @param window over which the sockets are told to leave, and over which they are asked to return
 * @param closeWait how long after the window the last sockets may take to answer the goodbye
 */
public record DrainPolicy(Duration delay, Duration window, Duration closeWait) {
  /**
   * @throws IllegalArgumentException if one is negative
   */
  public DrainPolicy {
    if (delay.isNegative() || window.isNegative() || closeWait.isNegative()) {
      throw new IllegalArgumentException("a drain cannot take less than no time");
    }
  }

  /** The longest that a drain takes. */
  public Duration longest() {
    return delay.plus(window).plus(closeWait);
  }
}
