package io.admitone.domain.room;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A set of rooms: a name in which each {@code *} stands for any run of characters, dots and none at
 * all among them. {@code orders.*} is every room whose name begins with {@code orders.}.
 *
 * <p>Matching takes time in proportion to the two lengths multiplied, whatever the pattern.
 */
public record RoomPattern(String value) {
  private static final Pattern SHAPE =
      Pattern.compile("[A-Za-z0-9._:*-]{1," + RoomName.MAX_LENGTH + "}");

  /**
   * @throws IllegalArgumentException if the value is not 1 to 200 of {@code [A-Za-z0-9._:*-]}
   */
  public RoomPattern {
    if (value == null || !SHAPE.matcher(value).matches()) {
      throw new IllegalArgumentException("a pattern of rooms is 1 to 200 of [A-Za-z0-9._:*-]");
    }
  }

  /** Reads a pattern from outside; empty where the text is none. */
  public static Optional<RoomPattern> parse(String text) {
    return SHAPE.matcher(text).matches() ? Optional.of(new RoomPattern(text)) : Optional.empty();
  }

  /** Whether the room is one of those that are meant. */
  public boolean matches(RoomName room) {
    String name = room.value();
    int inName = 0;
    int inPattern = 0;
    int star = -1;
    int taken = 0;
    while (inName < name.length()) {
      if (inPattern < value.length() && value.charAt(inPattern) == '*') {
        star = inPattern++;
        taken = inName;
      } else if (inPattern < value.length() && value.charAt(inPattern) == name.charAt(inName)) {
        inPattern++;
        inName++;
      } else if (star >= 0) {
        // The last star takes one character more; an earlier one never needs to.
        inPattern = star + 1;
        inName = ++taken;
      } else {
        return false;
      }
    }
    return value.substring(inPattern).chars().allMatch(rest -> rest == '*');
  }

  @Override
  public String toString() {
    return value;
  }
}
