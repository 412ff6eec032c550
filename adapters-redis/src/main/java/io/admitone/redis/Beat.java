package io.admitone.redis;

/**
 * What one heartbeat found.
 *
 * @param cause why it is not alive, in words
 */
record Beat(Verdict verdict, String cause) {
  static final Beat ALIVE = new Beat(Verdict.ALIVE, "");

  enum Verdict {
    /** It did a real write and removed it again. */
    ALIVE,
    /** It does not answer, which a short stall also looks like. */
    SILENT,
    /** It answers and cannot serve, or is no longer the one that was connected to. */
    USELESS
  }

  static Beat silent(String cause) {
    return new Beat(Verdict.SILENT, cause);
  }

  static Beat useless(String cause) {
    return new Beat(Verdict.USELESS, cause);
  }

  /** Of two, the worse. */
  Beat and(Beat other) {
    return verdict.compareTo(other.verdict) >= 0 ? this : other;
  }
}
