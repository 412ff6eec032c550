package io.admitone.application.rooms;

import io.admitone.domain.room.Position;
import io.admitone.domain.room.RoomName;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

/** A subscriber that writes down what it is told. */
final class Listener implements RoomSubscriber {
  final Tasks loop;
  final List<String> told = new ArrayList<>();
  int calls;

  /** The message at whose offset it fails; none at 0. */
  int throwsAt;

  Listener(Tasks loop) {
    this.loop = loop;
  }

  void answered(SubscribeResult result) {
    told.add(
        result.fold(
            subscribed ->
                (subscribed.recovered() ? "recovered " : "lost ") + subscribed.position().offset(),
            refused -> refused.why().name()));
  }

  @Override
  public Executor executor() {
    return loop;
  }

  @Override
  public void onMessages(List<RoomDelivery> messages) {
    calls++;
    if (messages.get(0).message().position().offset() == throwsAt) {
      throw new IllegalStateException("a subscriber, on purpose");
    }
    messages.forEach(message -> told.add(Long.toString(message.message().position().offset())));
  }

  @Override
  public void onResync(RoomName room, Position from) {
    told.add("resync " + from.offset());
  }
}
