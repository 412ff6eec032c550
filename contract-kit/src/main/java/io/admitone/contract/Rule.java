package io.admitone.contract;

/** A numbered rule of a port, as its Javadoc states it, and what it costs to break it. */
interface Rule {
  /** The port's name. */
  String port();

  /** Its number in the port's Javadoc. */
  int number();

  /** The rule in one sentence. */
  String says();

  /** What goes wrong for people where it is broken. */
  String matters();

  /** Fails the case unless the rule was kept. */
  default void require(boolean kept, String seen) {
    if (!kept) {
      throw broken(seen);
    }
  }

  /** What a failing case says: what was seen, what the rule is, why it matters. */
  default AssertionError broken(String seen) {
    return new AssertionError(
        String.join(
            System.lineSeparator(),
            "Seen: " + seen,
            "Rule " + number() + " of " + port() + ": " + says(),
            "Why it matters: " + matters(),
            Seed.words()));
  }
}
