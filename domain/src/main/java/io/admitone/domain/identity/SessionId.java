package io.admitone.domain.identity;

/**
 * One signed-in session of a user (the {@code sessionId} of a token). It is what a revocation ends:
 * its outstanding tickets and its open sockets go together.
 */
public record SessionId(String value) {
  /** The longest session id that is accepted, in characters. */
  public static final int MAX_LENGTH = 128;

  /**
   * @throws IllegalArgumentException if the value is blank or longer than {@value #MAX_LENGTH}
   */
  public SessionId {
    Text.requireWithin("session id", value, MAX_LENGTH);
  }

  @Override
  public String toString() {
    return value;
  }
}
