package io.admitone.ws;

import java.time.Duration;

/**
 * What a peer may use up. Each limit has its answer: an HTTP status before the upgrade, a close
 * code after it.
 *
 * @param maxConnections sockets of this process at one time; beyond it an upgrade is answered 503
 * @param handshakeTimeout how long a request may take to arrive whole, from the start of its
 *     connection or from its first byte; beyond it the connection is dropped
 * @param maxMessageBytes the longest message a client may send, fragments counted together and
 *     after decompression; beyond it the socket is closed with 1009
 * @param sendQueueBytes what may wait for one client that does not read; beyond it the socket is
 *     closed with 1013 {@code SLOW_CONSUMER}
 * @param rate how fast a client may speak
 * @param badMessagesPerMinute the bad message of a minute that closes the socket with 1008
 */
public record SocketLimits(
    int maxConnections,
    Duration handshakeTimeout,
    int maxMessageBytes,
    int sendQueueBytes,
    MessageRate rate,
    int badMessagesPerMinute) {
  /** What holds where nobody chose otherwise. */
  public static final SocketLimits DEFAULTS =
      new SocketLimits(
          20_000, Duration.ofSeconds(5), 64 * 1024, 1024 * 1024, MessageRate.DEFAULTS, 10);

  /** A control frame's payload (RFC 6455 section 5.5) must always fit. */
  private static final int SMALLEST_MESSAGE = 125;

  private static final int LARGEST_MESSAGE = 16 * 1024 * 1024;

  /** Room for the hello and a heartbeat. */
  private static final int SMALLEST_QUEUE = 4 * 1024;

  private static final int LARGEST_QUEUE = 256 * 1024 * 1024;
  private static final int MOST_BAD_MESSAGES = 10_000;

  /**
   * @throws IllegalArgumentException if a value is outside of what can work
   */
  public SocketLimits {
    requireWithin("max connections", maxConnections, 1, Integer.MAX_VALUE);
    SocketPolicy.requireWithin("handshake timeout", handshakeTimeout);
    requireWithin("max message bytes", maxMessageBytes, SMALLEST_MESSAGE, LARGEST_MESSAGE);
    requireWithin("send queue bytes", sendQueueBytes, SMALLEST_QUEUE, LARGEST_QUEUE);
    requireWithin("bad messages per minute", badMessagesPerMinute, 1, MOST_BAD_MESSAGES);
  }

  static void requireWithin(String what, int value, int min, int max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(what + " must be " + min + " to " + max + ", is " + value);
    }
  }
}
