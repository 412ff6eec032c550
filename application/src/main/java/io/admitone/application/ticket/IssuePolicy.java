package io.admitone.application.ticket;

import io.admitone.domain.ticket.TicketStore;
import java.time.Duration;

/**
 * How tickets are issued.
 *
 * @param ttl how long a ticket can be redeemed
 * @param storeDeadline longest wait for the store's answer
 */
public record IssuePolicy(Duration ttl, Duration storeDeadline) {
  /** A shorter life would end before a page on a slow network has opened its socket. */
  public static final Duration MIN_TTL = Duration.ofSeconds(5);

  /** A longer life is refused by every store. */
  public static final Duration MAX_TTL = TicketStore.MAX_TTL;

  /**
   * @throws IllegalArgumentException if the ttl is not 5 to 300 s, or the deadline not positive
   */
  public IssuePolicy {
    if (ttl.compareTo(MIN_TTL) < 0 || ttl.compareTo(MAX_TTL) > 0) {
      throw new IllegalArgumentException("a ticket lives 5 to 300 seconds, not " + ttl);
    }
    if (storeDeadline.isNegative() || storeDeadline.isZero()) {
      throw new IllegalArgumentException("a deadline is positive, not " + storeDeadline);
    }
  }
}
