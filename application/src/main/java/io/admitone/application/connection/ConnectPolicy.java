package io.admitone.application.connection;

import java.time.Duration;
import java.util.Objects;

/**
 * How sockets are let in.
 *
 * @param clients whether {@link Endpoint#CLIENT} asks for a ticket
 * @param rooms whether {@link Endpoint#ROOMS} asks for one; those without may hear public rooms
 * @param storeDeadline longest wait for the store's answer; after it the client is asked to come
 *     back
 */
public record ConnectPolicy(Authentication clients, Authentication rooms, Duration storeDeadline) {
  /**
   * @throws IllegalArgumentException if the deadline is not positive
   */
  public ConnectPolicy {
    Objects.requireNonNull(clients);
    Objects.requireNonNull(rooms);
    if (storeDeadline.isNegative() || storeDeadline.isZero()) {
      throw new IllegalArgumentException("a deadline is positive, not " + storeDeadline);
    }
  }

  /** Whether a door asks for a ticket. */
  public Authentication at(Endpoint endpoint) {
    return endpoint == Endpoint.ROOMS ? rooms : clients;
  }
}
