package io.admitone.application.rooms;

import io.admitone.domain.room.Position;
import io.admitone.domain.room.RoomName;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * Whoever is to be told what happens in rooms: a connection, or somebody who waits for the next
 * message. It is called on its own executor only, must not block and must not throw.
 */
public interface RoomSubscriber {
  /**
   * Runs one task after the other and none of them within {@code execute}, such as the event loop
   * of a socket. Subscribers that share one, by identity, are served together. Constant over the
   * subscriber's life.
   */
  Executor executor();

  /**
   * Messages of one room that follow one another and what was heard before, at least one. One call
   * may bring several: write them all, then flush once.
   *
   * <p>What {@link RoomDelivery#form} gives is to be used, or taken hold of, before this returns.
   */
  void onMessages(List<RoomDelivery> messages);

  /**
   * Messages are lost; what comes next follows this position. What was known of the room must be
   * loaded anew.
   */
  void onResync(RoomName room, Position from);
}
