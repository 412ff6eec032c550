package io.admitone.domain.room;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A stretch of a room's life over which its offsets can be relied on. Epochs of one room are told
 * apart and have no order; one that has ended never comes back.
 */
public record Epoch(String value) {
  private static final Pattern SHAPE = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  /**
   * @throws IllegalArgumentException if the value is not 1 to 64 of {@code [A-Za-z0-9._-]}
   */
  public Epoch {
    if (value == null || !SHAPE.matcher(value).matches()) {
      throw new IllegalArgumentException("an epoch is 1 to 64 of [A-Za-z0-9._-]");
    }
  }

  /** Reads an epoch from outside; empty where the text is none. */
  public static Optional<Epoch> parse(String text) {
    return SHAPE.matcher(text).matches() ? Optional.of(new Epoch(text)) : Optional.empty();
  }

  @Override
  public String toString() {
    return value;
  }
}
