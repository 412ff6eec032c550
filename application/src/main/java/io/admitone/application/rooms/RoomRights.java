package io.admitone.application.rooms;

import io.admitone.domain.room.RoomName;

/**
 * Who may do what in which room. A team that has rules of its own replaces {@link GrantedRooms} by
 * them; nothing else decides.
 *
 * <p>Asked on event loops for each subscription and each publication: an implementation returns at
 * once, and is safe for use by many threads. One that throws has refused.
 */
public interface RoomRights {
  /** Whether the visitor may subscribe to the room, read its history and see who is there. */
  boolean mayHear(Visitor visitor, RoomName room);

  /** Whether the visitor may publish in the room. */
  boolean mayPublish(Visitor visitor, RoomName room);
}
