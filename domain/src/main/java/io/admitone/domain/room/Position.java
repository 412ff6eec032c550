package io.admitone.domain.room;

import java.util.Objects;

/**
 * A place in a room's log: after the message with this offset, or at the very beginning of an epoch
 * where the offset is 0.
 *
 * @param offset the first message of an epoch has 1, each further one is higher by one
 */
public record Position(Epoch epoch, long offset) {
  /**
   * @throws IllegalArgumentException if the offset is negative
   */
  public Position {
    Objects.requireNonNull(epoch);
    if (offset < 0) {
      throw new IllegalArgumentException("an offset is not negative: " + offset);
    }
  }

  /** The place of the message that comes right after this one. */
  public Position next() {
    return new Position(epoch, offset + 1);
  }

  /** Whether both are places in one epoch. */
  public boolean isInEpochOf(Position other) {
    return epoch.equals(other.epoch);
  }

  /** Whether this is further on than the other, in the same epoch. */
  public boolean isAfter(Position other) {
    return isInEpochOf(other) && offset > other.offset;
  }

  /** Whether nothing lies between the other and this. */
  public boolean isRightAfter(Position other) {
    return isInEpochOf(other) && offset == other.offset + 1;
  }

  @Override
  public String toString() {
    return epoch + "@" + offset;
  }
}
