package io.admitone.domain.room;

import java.util.List;
import java.util.Objects;

/**
 * How much is kept of which rooms: the first rule whose pattern fits decides, or else the default.
 */
public record RetentionRules(List<Rule> rules, Retention otherwise) {
  /** {@link Retention#DEFAULT} for every room. */
  public static final RetentionRules DEFAULT = new RetentionRules(List.of(), Retention.DEFAULT);

  /** Neither may be null. */
  public RetentionRules {
    rules = List.copyOf(rules);
    Objects.requireNonNull(otherwise);
  }

  /** What is kept of this room. */
  public Retention of(RoomName room) {
    for (Rule rule : rules) {
      if (rule.rooms.matches(room)) {
        return rule.retention;
      }
    }
    return otherwise;
  }

  /** What is kept of the rooms of one pattern. */
  public record Rule(RoomPattern rooms, Retention retention) {
    /** Neither may be null. */
    public Rule {
      Objects.requireNonNull(rooms);
      Objects.requireNonNull(retention);
    }
  }
}
