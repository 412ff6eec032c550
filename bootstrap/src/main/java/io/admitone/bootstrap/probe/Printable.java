package io.admitone.bootstrap.probe;

/** Text of a server that is not trusted, made fit for one line of a terminal. */
final class Printable {
  private static final int MAX_CHARACTERS = 80;

  private Printable() {}

  static String of(String text) {
    String cut = text.length() > MAX_CHARACTERS ? text.substring(0, MAX_CHARACTERS) + "…" : text;
    return cut.replaceAll("[^\\p{Graph} …]", "?");
  }
}
