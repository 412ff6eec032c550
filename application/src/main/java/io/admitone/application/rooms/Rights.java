package io.admitone.application.rooms;

import io.admitone.domain.room.RoomName;

/** Asks whoever decides; one that throws has refused. */
final class Rights {
  private Rights() {}

  static boolean mayHear(RoomRights rights, Visitor visitor, RoomName room) {
    try {
      return rights.mayHear(visitor, room);
    } catch (RuntimeException broken) {
      return false;
    }
  }

  static boolean mayPublish(RoomRights rights, Visitor visitor, RoomName room) {
    try {
      return rights.mayPublish(visitor, room);
    } catch (RuntimeException broken) {
      return false;
    }
  }
}
