package io.admitone.application.rooms;

import io.admitone.domain.room.Member;
import io.admitone.domain.room.RoomName;
import java.util.List;
import java.util.function.Function;

/** What becomes of the question who is in a room. */
public sealed interface PresenceResult {
  /** One answer for each result. */
  <T> T fold(Function<Present, T> present, Function<Refused, T> refused);

  /**
   * They are.
   *
   * @param count all of them
   * @param members at most 100 of them
   */
  record Present(RoomName room, int count, List<Member> members) implements PresenceResult {
    @Override
    public <T> T fold(Function<Present, T> present, Function<Refused, T> refused) {
      return present.apply(this);
    }
  }

  /** It is not told. */
  record Refused(RoomRefusal why) implements PresenceResult {
    @Override
    public <T> T fold(Function<Present, T> present, Function<Refused, T> refused) {
      return refused.apply(this);
    }
  }
}
