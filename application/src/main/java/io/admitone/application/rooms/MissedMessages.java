package io.admitone.application.rooms;

import io.admitone.application.time.Deadline;
import io.admitone.domain.room.HistoryOutcome;
import io.admitone.domain.room.HistoryOutcome.Read;
import io.admitone.domain.room.Position;
import io.admitone.domain.room.RoomBroker;
import io.admitone.domain.room.RoomMessage;
import io.admitone.domain.room.RoomName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Reads all that a room kept since a position, page by page, as far as it can be sent at once. */
final class MissedMessages {
  private final RoomBroker broker;
  private final RoomPolicy policy;

  MissedMessages(RoomBroker broker, RoomPolicy policy) {
    this.broker = broker;
    this.policy = policy;
  }

  /** One page, within the deadline; a broker that throws has brought none. */
  CompletionStage<HistoryOutcome> page(RoomName room, Optional<Position> since, int limit) {
    return Deadline.<HistoryOutcome>call(
            () -> broker.history(room, since, limit),
            policy.storeDeadline(),
            HistoryOutcome.Unavailable::new)
        .exceptionally(failure -> new HistoryOutcome.Unavailable("the broker failed"));
  }

  /** All of it, up to where the log stood when it was first looked at. */
  CompletionStage<HistoryOutcome> since(RoomName room, Position since) {
    return further(room, since, new ArrayList<>());
  }

  private CompletionStage<HistoryOutcome> further(
      RoomName room, Position since, List<RoomMessage> before) {
    return page(room, Optional.of(since), RoomBroker.MAX_PAGE)
        .thenCompose(
            outcome ->
                outcome.fold(read -> add(room, before, read), CompletableFuture::completedFuture));
  }

  private CompletionStage<HistoryOutcome> add(RoomName room, List<RoomMessage> before, Read read) {
    before.addAll(read.messages());
    if (!read.recovered() || bytes(before) > policy.maxCatchUpBytes()) {
      return CompletableFuture.completedFuture(new Read(List.of(), read.top(), false));
    }
    return read.top().isAfter(read.end())
        ? further(room, read.end(), before)
        : CompletableFuture.completedFuture(new Read(before, read.top(), true));
  }

  /**
   * The part of some messages that can be sent at once; one of them always can.
   *
   * @param oldest whether to begin with the oldest of them, or else to end with the latest
   */
  List<RoomMessage> asManyAsFit(List<RoomMessage> messages, boolean oldest) {
    int size = messages.size();
    int many = 0;
    long bytes = 0;
    while (many < size) {
      RoomMessage next = messages.get(oldest ? many : size - 1 - many);
      bytes += next.publication().data().size();
      if (many > 0 && bytes > policy.maxCatchUpBytes()) {
        break;
      }
      many++;
    }
    return oldest ? messages.subList(0, many) : messages.subList(size - many, size);
  }

  private static long bytes(List<RoomMessage> messages) {
    return messages.stream().mapToLong(message -> message.publication().data().size()).sum();
  }
}
