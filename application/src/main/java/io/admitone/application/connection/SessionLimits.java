package io.admitone.application.connection;

/**
 * How many sockets of one session there may be in this process.
 *
 * @param maxConnections sockets of a session at one time
 * @param replacesSameClient whether a new socket of the same session and client id takes the place
 *     of the older one, which is then closed with 4409
 */
public record SessionLimits(int maxConnections, boolean replacesSameClient) {
  /** What holds where nobody chose otherwise. */
  public static final SessionLimits DEFAULTS = new SessionLimits(20, false);

  /**
   * @throws IllegalArgumentException if not even one socket is allowed
   */
  public SessionLimits {
    if (maxConnections < 1) {
      throw new IllegalArgumentException(
          "a session needs at least one connection, not " + maxConnections);
    }
  }
}
