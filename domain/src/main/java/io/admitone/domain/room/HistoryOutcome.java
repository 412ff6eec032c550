package io.admitone.domain.room;

import java.util.List;
import java.util.function.Function;

/** How {@link RoomBroker#history} ended. */
public sealed interface HistoryOutcome {
  /** One answer for each outcome: a new outcome breaks every place that has to decide about it. */
  <T> T fold(Function<Read, T> read, Function<Unavailable, T> unavailable);

  /**
   * What was kept.
   *
   * @param messages oldest first, without a hole; empty where not recovered
   * @param top where the room's log stood; further on than the last message where the limit cut the
   *     list short
   * @param recovered whether nothing is missing since the position asked for; true where none was
   */
  record Read(List<RoomMessage> messages, Position top, boolean recovered)
      implements HistoryOutcome {
    /** Takes a copy of the list. */
    public Read {
      messages = List.copyOf(messages);
    }

    /** The position of the last message, or of the top where there is none. */
    public Position end() {
      return messages.isEmpty() ? top : messages.get(messages.size() - 1).position();
    }

    @Override
    public <T> T fold(Function<Read, T> read, Function<Unavailable, T> unavailable) {
      return read.apply(this);
    }
  }

  /**
   * Nobody knows right now.
   *
   * @param cause for operators, without addresses or secrets
   */
  record Unavailable(String cause) implements HistoryOutcome {
    @Override
    public <T> T fold(Function<Read, T> read, Function<Unavailable, T> unavailable) {
      return unavailable.apply(this);
    }
  }
}
