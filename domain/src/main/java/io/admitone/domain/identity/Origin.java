package io.admitone.domain.identity;

/**
 * The web origin of a page, exactly as its browser sent it in the {@code Origin} header (RFC 6454
 * section 6.2: scheme, host and port in lower case). It is compared to the letter and never parsed,
 * so that no two readings of one text can differ.
 */
public record Origin(String value) {
  /** The longest origin that is looked at, in characters. */
  public static final int MAX_LENGTH = 512;

  /**
   * @throws IllegalArgumentException if the value is blank or longer than {@value #MAX_LENGTH}
   */
  public Origin {
    Text.requireWithin("origin", value, MAX_LENGTH);
  }

  @Override
  public String toString() {
    return value;
  }
}
