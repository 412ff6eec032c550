package io.admitone.application.rooms;

import io.admitone.domain.room.Position;
import io.admitone.domain.room.RoomName;
import java.util.function.Function;

/** What becomes of a wish to hear a room. */
public sealed interface SubscribeResult {
  /** One answer for each result. */
  <T> T fold(Function<Subscribed, T> subscribed, Function<Refused, T> refused);

  /**
   * The room is heard from now on. Where recovered, the missed messages up to the position follow
   * at once; otherwise the next message is the one after it.
   *
   * @param position where the room's log stood
   * @param recovered whether nothing is missing since the position that was given; true where none
   *     was
   */
  record Subscribed(RoomName room, Position position, boolean recovered)
      implements SubscribeResult {
    @Override
    public <T> T fold(Function<Subscribed, T> subscribed, Function<Refused, T> refused) {
      return subscribed.apply(this);
    }
  }

  /** Nothing is heard. */
  record Refused(RoomRefusal why) implements SubscribeResult {
    @Override
    public <T> T fold(Function<Subscribed, T> subscribed, Function<Refused, T> refused) {
      return refused.apply(this);
    }
  }
}
