package io.admitone.ws;

import java.time.Duration;

/**
 * How sockets are treated once they ask to come in.
 *
 * @param heartbeatInterval between two heartbeats of a socket; at least 50 ms
 * @param connectionTimeout how long, beyond one heartbeat interval, a socket may give no sign of
 *     life; at least 50 ms
 * @param closeTimeout how long a peer may take to answer a goodbye before the connection is cut
 * @param legacyEcho whether {@code /ws/{client_id}} exists
 * @param compression whether permessage-deflate is agreed to where a client offers it
 * @param limits what a peer may use up
 */
public record SocketPolicy(
    Duration heartbeatInterval,
    Duration connectionTimeout,
    Duration closeTimeout,
    boolean legacyEcho,
    boolean compression,
    SocketLimits limits) {
  private static final Duration SHORTEST = Duration.ofMillis(50);
  private static final Duration LONGEST = Duration.ofHours(1);

  /**
   * @throws IllegalArgumentException if a value is outside of what can work
   */
  public SocketPolicy {
    requireWithin("heartbeat interval", heartbeatInterval);
    requireWithin("connection timeout", connectionTimeout);
    requireWithin("close timeout", closeTimeout);
  }

  /** The silence after which a socket is taken for dead. */
  Duration longestSilence() {
    return heartbeatInterval.plus(connectionTimeout);
  }

  static void requireWithin(String what, Duration value) {
    if (value.compareTo(SHORTEST) < 0 || value.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          what + " must be " + SHORTEST + " to " + LONGEST + ", is " + value);
    }
  }
}
