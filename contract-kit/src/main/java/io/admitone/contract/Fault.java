package io.admitone.contract;

/** A way in which the backend behind a store can be in trouble. */
public enum Fault {
  /** Nothing gets there: connections are refused, and those that were open are cut. */
  UNREACHABLE("be unreachable"),

  /**
   * It answers every command with a refusal and carries none out: read-only, out of memory, still
   * loading, not allowed.
   */
  REFUSING("refuse commands"),

  /**
   * It takes commands and does not answer, with its connections open: a stopped process. Commands
   * that wait may be carried out when it goes on.
   */
  HANGING("hang"),

  /**
   * It carries out the next command, and the connection breaks before the answer. What comes after
   * is served again.
   */
  LOSES_NEXT_ANSWER("lose an answer"),

  /**
   * It goes back to the state it had just before its last command: a failover to a replica that
   * lagged, or a restart from a snapshot. This happens at once and does not last.
   */
  LOSES_LATEST_WRITE("fail over with its latest write lost"),

  /** It has forgotten all that it kept: emptied, or restarted with nothing. At once, and once. */
  LOSES_ALL("lose all that it kept"),

  /**
   * The subscriptions that are there deliver nothing any more, and look alive. New ones do, and
   * everything else is served. At once, and once.
   */
  DEAFENS_SUBSCRIPTIONS("let subscriptions go dead");

  private final String words;

  Fault(String words) {
    this.words = words;
  }

  String words() {
    return words;
  }
}
