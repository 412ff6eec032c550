package io.admitone.domain.identity;

/** Who a person is, as the identity provider names them (the {@code sub} of a token). */
public record UserId(String value) {
  /** The longest user id that is accepted, in characters. */
  public static final int MAX_LENGTH = 256;

  /**
   * @throws IllegalArgumentException if the value is blank or longer than {@value #MAX_LENGTH}
   */
  public UserId {
    Text.requireWithin("user id", value, MAX_LENGTH);
  }

  @Override
  public String toString() {
    return value;
  }
}
