package io.admitone.application.connection;

import io.admitone.domain.ticket.TicketKey;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The tickets that this process redeemed last, so that a second presentation can be told from a
 * guess: it is the sign of a stolen ticket. For logs and meters only, never for admission.
 *
 * <p>Thread-safe; keeps a bounded number and forgets the oldest.
 */
public final class RecentRedemptions {
  private final Set<TicketKey> keys;

  /**
   * @param capacity how many tickets are remembered; 0 for none
   */
  public RecentRedemptions(int capacity) {
    keys =
        Collections.synchronizedSet(
            Collections.newSetFromMap(
                new LinkedHashMap<TicketKey, Boolean>() {
                  private static final long serialVersionUID = 1L;

                  @Override
                  protected boolean removeEldestEntry(Map.Entry<TicketKey, Boolean> eldest) {
                    return size() > capacity;
                  }
                }));
  }

  void add(TicketKey key) {
    keys.add(key);
  }

  boolean contains(TicketKey key) {
    return keys.contains(key);
  }
}
