package io.admitone.domain.room;

import java.util.Objects;

/**
 * A message of a room, as everybody who may hear it does.
 *
 * @param position its place in the room's log
 */
public record RoomMessage(RoomName room, Position position, Publication publication) {
  /** None may be null. */
  public RoomMessage {
    Objects.requireNonNull(room);
    Objects.requireNonNull(position);
    Objects.requireNonNull(publication);
  }
}
