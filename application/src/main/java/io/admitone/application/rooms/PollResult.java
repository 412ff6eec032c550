package io.admitone.application.rooms;

import io.admitone.domain.room.Position;
import io.admitone.domain.room.RoomMessage;
import java.util.List;
import java.util.function.Function;

/** What becomes of the question what is new in a room. */
public sealed interface PollResult {
  /** One answer for each result. */
  <T> T fold(Function<News, T> news, Function<Refused, T> refused);

  /**
   * This is.
   *
   * @param messages oldest first; may be none
   * @param position to ask from next
   * @param recovered whether nothing is missing since the position that was given
   */
  record News(List<RoomMessage> messages, Position position, boolean recovered)
      implements PollResult {
    @Override
    public <T> T fold(Function<News, T> news, Function<Refused, T> refused) {
      return news.apply(this);
    }
  }

  /** It is not told. */
  record Refused(RoomRefusal why) implements PollResult {
    @Override
    public <T> T fold(Function<News, T> news, Function<Refused, T> refused) {
      return refused.apply(this);
    }
  }
}
