package io.admitone.domain.room;

import java.util.concurrent.CompletionStage;

/** A listener's place in a room, and its way out. */
public interface RoomSubscription {
  /**
   * Whether and from where on the listener hears. The first message may be heard before this
   * completes.
   */
  CompletionStage<SubscribeOutcome> outcome();

  /** Ends the subscription, whatever has become of it; a second call does nothing. */
  void cancel();
}
