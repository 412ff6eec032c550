package io.admitone.domain.room;

import java.util.Optional;
import java.util.regex.Pattern;

/** The name of a room, such as {@code orders.eu}. Compared to the letter. */
public record RoomName(String value) {
  /** The longest name, in characters. */
  public static final int MAX_LENGTH = 200;

  private static final Pattern SHAPE = Pattern.compile("[A-Za-z0-9._:-]{1," + MAX_LENGTH + "}");

  /**
   * @throws IllegalArgumentException if the value is not 1 to 200 of {@code [A-Za-z0-9._:-]}
   */
  public RoomName {
    if (value == null || !SHAPE.matcher(value).matches()) {
      throw new IllegalArgumentException("a room's name is 1 to 200 of [A-Za-z0-9._:-]");
    }
  }

  /** Reads a name from outside; empty where the text is none. */
  public static Optional<RoomName> parse(String text) {
    return SHAPE.matcher(text).matches() ? Optional.of(new RoomName(text)) : Optional.empty();
  }

  @Override
  public String toString() {
    return value;
  }
}
