package io.admitone.ws;

import java.time.Duration;

/**
 * How sockets are treated once they ask to come in.
 *
 * @param heartbeatInterval between two heartbeats of a socket; at least 50 ms
 * @param connectionTimeout how long, beyond one heartbeat interval, a socket may give no sign of
 *     life; at least 50 ms
 * @param maxMessageBytes the longest message a client may send, fragments counted together
 * @param maxConnections sockets of this process at one time; beyond it an upgrade is answered 503
 * @param legacyEcho whether {@code /ws/{client_id}} exists
 * @param badMessagesPerMinute the bad message of a minute that ends the connection
 * @param closeTimeout how long a peer may take to answer a goodbye before the connection is cut
 */
public record SocketPolicy(
    Duration heartbeatInterval,
    Duration connectionTimeout,
    int maxMessageBytes,
    int maxConnections,
    boolean legacyEcho,
    int badMessagesPerMinute,
    Duration closeTimeout) {
  private static final Duration SHORTEST = Duration.ofMillis(50);
  private static final Duration LONGEST = Duration.ofHours(1);

  /** A control frame's payload (RFC 6455 section 5.5) must always fit. */
  private static final int SMALLEST_MESSAGE = 125;

  private static final int LARGEST_MESSAGE = 16 * 1024 * 1024;
  private static final int MOST_BAD_MESSAGES = 10_000;

  /**
   * @throws IllegalArgumentException if a value is outside of what can work
   */
  public SocketPolicy {
    requireWithin("heartbeat interval", heartbeatInterval);
    requireWithin("connection timeout", connectionTimeout);
    requireWithin("close timeout", closeTimeout);
    requireWithin("max message bytes", maxMessageBytes, SMALLEST_MESSAGE, LARGEST_MESSAGE);
    requireWithin("max connections", maxConnections, 1, Integer.MAX_VALUE);
    requireWithin("bad messages per minute", badMessagesPerMinute, 1, MOST_BAD_MESSAGES);
  }

  /** The silence after which a socket is taken for dead. */
  Duration longestSilence() {
    return heartbeatInterval.plus(connectionTimeout);
  }

  private static void requireWithin(String what, Duration value) {
    if (value.compareTo(SHORTEST) < 0 || value.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          what + " must be " + SHORTEST + " to " + LONGEST + ", is " + value);
    }
  }

  private static void requireWithin(String what, int value, int min, int max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(what + " must be " + min + " to " + max + ", is " + value);
    }
  }
}
