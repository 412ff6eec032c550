package io.admitone.contract;

import io.admitone.domain.room.HistoryOutcome;
import io.admitone.domain.room.Position;
import io.admitone.domain.room.PresenceOutcome;
import io.admitone.domain.room.Publication;
import io.admitone.domain.room.PublishOutcome;
import io.admitone.domain.room.RoomBroker;
import io.admitone.domain.room.RoomListener;
import io.admitone.domain.room.RoomName;
import io.admitone.domain.room.RoomSubscription;
import io.admitone.domain.room.SubscribeOutcome;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** Somebody who uses a broker, and who neither hangs with it nor trusts it. */
final class RoomClient {
  private static final Call.Manners MANNERS = new Call.Manners(RoomRule.PROMPT, RoomRule.TROUBLE);

  private final RoomBroker broker;
  private final Duration patience;
  private final boolean hasOwnThread;

  private RoomClient(RoomBroker broker, Duration patience, boolean hasOwnThread) {
    this.broker = broker;
    this.patience = patience;
    this.hasOwnThread = hasOwnThread;
  }

  static RoomClient of(RoomBroker broker) {
    return new RoomClient(
        broker, broker.capabilities().completionBound().plus(Client.SLACK), false);
  }

  /** The same client for a thread that may be lost to the broker. */
  RoomClient onOwnThread() {
    return new RoomClient(broker, patience, true);
  }

  RoomBroker broker() {
    return broker;
  }

  Call<PublishOutcome> publish(RoomName room, Publication publication) {
    return call("publish", () -> broker.publish(room, publication));
  }

  Call<HistoryOutcome> history(RoomName room, Optional<Position> since, int limit) {
    return call("history", () -> broker.history(room, since, limit));
  }

  Call<PresenceOutcome> members(RoomName room) {
    return call("members", () -> broker.members(room));
  }

  Listening subscribe(RoomName room, RoomListener listener) {
    AtomicReference<RoomSubscription> subscription = new AtomicReference<>();
    Call<SubscribeOutcome> outcome =
        call(
            "subscribe",
            () -> {
              RoomSubscription begun = broker.subscribe(room, listener);
              subscription.set(begun);
              return begun.outcome();
            });
    return new Listening(outcome, subscription);
  }

  private <T> Call<T> call(String what, Supplier<CompletionStage<T>> body) {
    return hasOwnThread
        ? Call.here(MANNERS, what, patience, body)
        : Call.begin(MANNERS, what, patience, body);
  }

  /** A subscription that was asked for. */
  record Listening(Call<SubscribeOutcome> call, AtomicReference<RoomSubscription> subscription) {
    /** Not to be called before the outcome was looked at. */
    void cancel() {
      subscription.get().cancel();
    }
  }
}
