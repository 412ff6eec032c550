package io.admitone.domain.identity;

/** The bounds that every name from outside is held to. */
final class Text {
  private Text() {}

  static void requireWithin(String what, String value, int maxLength) {
    if (value == null || value.isBlank()) {
      throw new IllegalArgumentException(what + " must not be empty");
    }
    if (value.length() > maxLength) {
      throw new IllegalArgumentException(
          what + " must have at most " + maxLength + " characters, has " + value.length());
    }
  }
}
