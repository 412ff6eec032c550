package io.admitone.domain.room;

import java.time.Duration;

/**
 * How much of a room's log is kept.
 *
 * @param messages the latest so many, and no more
 * @param life each for so long, and no longer
 */
public record Retention(int messages, Duration life) {
  /** The most messages that may be kept of one room. */
  public static final int MAX_MESSAGES = 10_000;

  /** The longest that a message may be kept. */
  public static final Duration MAX_LIFE = Duration.ofHours(24);

  private static final Duration MIN_LIFE = Duration.ofSeconds(1);

  /** 100 messages for 5 minutes. */
  public static final Retention DEFAULT = new Retention(100, Duration.ofMinutes(5));

  /**
   * @throws IllegalArgumentException unless there are 1 to {@value #MAX_MESSAGES} messages, for 1 s
   *     to 24 h
   */
  public Retention {
    if (messages < 1 || messages > MAX_MESSAGES) {
      throw new IllegalArgumentException("a room keeps 1 to " + MAX_MESSAGES + " messages");
    }
    if (life.compareTo(MIN_LIFE) < 0 || life.compareTo(MAX_LIFE) > 0) {
      throw new IllegalArgumentException("a room keeps its messages for 1 s to 24 h");
    }
  }
}
