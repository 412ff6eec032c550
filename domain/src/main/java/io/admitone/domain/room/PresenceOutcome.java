package io.admitone.domain.room;

import java.util.List;
import java.util.function.Function;

/** How {@link RoomBroker#members} ended. */
public sealed interface PresenceOutcome {
  /** One answer for each outcome: a new outcome breaks every place that has to decide about it. */
  <T> T fold(Function<Present, T> present, Function<Unavailable, T> unavailable);

  /**
   * Who is there.
   *
   * @param count all of them
   * @param members some of them, at most {@value RoomBroker#MAX_MEMBERS}; all where they are no
   *     more than that
   */
  record Present(int count, List<Member> members) implements PresenceOutcome {
    /** Takes a copy of the list. */
    public Present {
      members = List.copyOf(members);
    }

    @Override
    public <T> T fold(Function<Present, T> present, Function<Unavailable, T> unavailable) {
      return present.apply(this);
    }
  }

  /**
   * Nobody knows right now.
   *
   * @param cause for operators, without addresses or secrets
   */
  record Unavailable(String cause) implements PresenceOutcome {
    @Override
    public <T> T fold(Function<Present, T> present, Function<Unavailable, T> unavailable) {
      return unavailable.apply(this);
    }
  }
}
