package io.admitone.domain.room;

import java.util.function.Function;

/** How {@link RoomBroker#publish} ended. */
public sealed interface PublishOutcome {
  /** One answer for each outcome: a new outcome breaks every place that has to decide about it. */
  <T> T fold(
      Function<Published, T> published,
      Function<Duplicate, T> duplicate,
      Function<Unavailable, T> unavailable,
      Function<Indeterminate, T> indeterminate);

  /** The message is stored at this position. */
  record Published(Position position) implements PublishOutcome {
    @Override
    public <T> T fold(
        Function<Published, T> published,
        Function<Duplicate, T> duplicate,
        Function<Unavailable, T> unavailable,
        Function<Indeterminate, T> indeterminate) {
      return published.apply(this);
    }
  }

  /**
   * Its author published this id in this room before, and nothing was done.
   *
   * @param position that of the first one
   */
  record Duplicate(Position position) implements PublishOutcome {
    @Override
    public <T> T fold(
        Function<Published, T> published,
        Function<Duplicate, T> duplicate,
        Function<Unavailable, T> unavailable,
        Function<Indeterminate, T> indeterminate) {
      return duplicate.apply(this);
    }
  }

  /**
   * Nothing was stored, and nobody heard of it.
   *
   * @param cause for operators, without addresses or secrets
   */
  record Unavailable(String cause) implements PublishOutcome {
    @Override
    public <T> T fold(
        Function<Published, T> published,
        Function<Duplicate, T> duplicate,
        Function<Unavailable, T> unavailable,
        Function<Indeterminate, T> indeterminate) {
      return unavailable.apply(this);
    }
  }

  /**
   * It may have been stored and heard. To publish it again under the same id is safe.
   *
   * @param cause for operators, without addresses or secrets
   */
  record Indeterminate(String cause) implements PublishOutcome {
    @Override
    public <T> T fold(
        Function<Published, T> published,
        Function<Duplicate, T> duplicate,
        Function<Unavailable, T> unavailable,
        Function<Indeterminate, T> indeterminate) {
      return indeterminate.apply(this);
    }
  }
}
