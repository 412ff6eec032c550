package io.admitone.bootstrap.settings;

/** Text from outside, made fit for one line of a terminal. */
final class Shown {
  private static final int MAX_CHARACTERS = 120;

  private Shown() {}

  static String of(String text) {
    String cut = text.length() > MAX_CHARACTERS ? text.substring(0, MAX_CHARACTERS) + "…" : text;
    return cut.replaceAll("\\p{Cntrl}|[\\p{Cf}\\p{Zl}\\p{Zp}]", "?");
  }
}
