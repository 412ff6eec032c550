package io.admitone.domain.identity;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The stable id that a browser chose for itself. It tells a person's tabs apart and is never
 * trusted as identity: anybody may claim any client id.
 */
public record ClientId(String value) {
  private static final Pattern SHAPE = Pattern.compile("[A-Za-z0-9._:-]{1,128}");

  /**
   * @throws IllegalArgumentException if the value is not 1 to 128 of {@code [A-Za-z0-9._:-]}
   */
  public ClientId {
    if (value == null || !SHAPE.matcher(value).matches()) {
      throw new IllegalArgumentException("client id must be 1 to 128 of [A-Za-z0-9._:-]");
    }
  }

  /** Reads a client id from outside; empty where the text is none. */
  public static Optional<ClientId> parse(String text) {
    return SHAPE.matcher(text).matches() ? Optional.of(new ClientId(text)) : Optional.empty();
  }

  @Override
  public String toString() {
    return value;
  }
}
