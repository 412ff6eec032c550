package io.admitone.application.ticket;

import java.time.Duration;

/**
 * How tickets are issued.
 *
 * @param ttl how long a ticket can be redeemed
 * @param storeDeadline longest wait for the store's answer
 */
public record IssuePolicy(Duration ttl, Duration storeDeadline) {
  public static final Duration MIN_TTL = Duration.ofSeconds(5);
  public static final Duration MAX_TTL = Duration.ofSeconds(300);

  /**
   * @throws IllegalArgumentException if the ttl is not 5 to 300 s
   */
  public IssuePolicy {
    if (ttl.compareTo(MIN_TTL) < 0 || ttl.compareTo(MAX_TTL) > 0) {
      throw new IllegalArgumentException("a ticket lives 5 to 300 seconds, not " + ttl.toSeconds());
    }
  }
}
