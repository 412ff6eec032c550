package io.admitone.application.connection;

import java.time.Duration;

/**
 * An open socket, as the use cases see it. Safe for use by many threads; nothing blocks and nothing
 * throws. Compared by identity.
 */
public interface Connection {
  /** Who is on the other end; constant over the socket's life. */
  ConnectionInfo info();

  /** What it has been doing up to now; a glance, and never waited for. */
  ConnectionActivity activity();

  /** Says goodbye with a code and ends the socket. Does nothing if it is ending already. */
  void close(CloseCode code);

  /**
   * Tells the client when to come back, and then closes with {@code why}. Does nothing if the
   * socket is ending already.
   *
   * @param retryAfter how long the client should wait before it comes back
   */
  void adviseReconnect(CloseCode why, Duration retryAfter);
}
