package io.admitone.application.rooms;

import io.admitone.domain.room.MessageId;
import io.admitone.domain.room.Position;
import io.admitone.domain.room.RoomName;
import java.util.function.Function;

/** What becomes of a wish to say something in a room. */
public sealed interface PublishResult {
  /** One answer for each result. */
  <T> T fold(Function<Acknowledged, T> acknowledged, Function<Refused, T> refused);

  /** The message is stored at this position, by this publication or by an earlier one of its id. */
  record Acknowledged(RoomName room, Position position, MessageId id) implements PublishResult {
    @Override
    public <T> T fold(Function<Acknowledged, T> acknowledged, Function<Refused, T> refused) {
      return acknowledged.apply(this);
    }
  }

  /** Nothing was acknowledged. */
  record Refused(RoomRefusal why) implements PublishResult {
    @Override
    public <T> T fold(Function<Acknowledged, T> acknowledged, Function<Refused, T> refused) {
      return refused.apply(this);
    }
  }
}
