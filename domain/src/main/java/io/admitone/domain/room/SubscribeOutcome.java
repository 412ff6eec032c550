package io.admitone.domain.room;

import java.util.function.Function;

/** How {@link RoomBroker#subscribe} ended. */
public sealed interface SubscribeOutcome {
  /** One answer for each outcome: a new outcome breaks every place that has to decide about it. */
  <T> T fold(Function<Subscribed, T> subscribed, Function<Unavailable, T> unavailable);

  /**
   * The listener hears every message after this position.
   *
   * @param from where the room's log stood when the subscription began
   */
  record Subscribed(Position from) implements SubscribeOutcome {
    @Override
    public <T> T fold(Function<Subscribed, T> subscribed, Function<Unavailable, T> unavailable) {
      return subscribed.apply(this);
    }
  }

  /**
   * There is no subscription, and none will come of it.
   *
   * @param cause for operators, without addresses or secrets
   */
  record Unavailable(String cause) implements SubscribeOutcome {
    @Override
    public <T> T fold(Function<Subscribed, T> subscribed, Function<Unavailable, T> unavailable) {
      return unavailable.apply(this);
    }
  }
}
