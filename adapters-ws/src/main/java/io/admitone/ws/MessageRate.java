package io.admitone.ws;

/**
 * How fast one client may speak.
 *
 * @param perSecond messages a second that it may send for as long as it likes
 * @param burst messages that it may send at once after a while of silence
 * @param errorsPerMinute the refused message of a minute that closes the socket with 1008
 */
public record MessageRate(int perSecond, int burst, int errorsPerMinute) {
  /** What holds where nobody chose otherwise. */
  public static final MessageRate DEFAULTS = new MessageRate(100, 200, 20);

  private static final int MOST = 1_000_000;
  private static final int MOST_ERRORS = 10_000;

  /**
   * @throws IllegalArgumentException if a value is outside of what can work
   */
  public MessageRate {
    SocketLimits.requireWithin("messages per second", perSecond, 1, MOST);
    SocketLimits.requireWithin("message burst", burst, 1, MOST);
    SocketLimits.requireWithin("rate errors per minute", errorsPerMinute, 1, MOST_ERRORS);
  }
}
