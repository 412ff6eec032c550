package io.admitone.contract;

import io.admitone.domain.room.Epoch;
import io.admitone.domain.room.HistoryOutcome;
import io.admitone.domain.room.Position;
import io.admitone.domain.room.Publication;
import io.admitone.domain.room.PublishOutcome;
import io.admitone.domain.room.Retention;
import io.admitone.domain.room.RoomBroker;
import io.admitone.domain.room.RoomMessage;
import io.admitone.domain.room.RoomName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The log of one room, as one value: what changes it makes another. */
record ToyLog(int incarnation, Position top, List<Kept> kept, Map<String, Named> ids) {
  record Kept(RoomMessage message, long atNanos) {}

  record Named(Position position, long atNanos) {}

  static ToyLog begin(int incarnation, String epoch) {
    return new ToyLog(incarnation, new Position(new Epoch(epoch), 0), List.of(), Map.of());
  }

  /** Without what is over by now. */
  ToyLog at(long now, Retention retention, long idNanos) {
    List<Kept> young =
        kept.stream().filter(one -> now - one.atNanos < retention.life().toNanos()).toList();
    int tooMany = Math.max(0, young.size() - retention.messages());
    Map<String, Named> remembered = new LinkedHashMap<>(ids);
    remembered.values().removeIf(named -> now - named.atNanos >= idNanos);
    return new ToyLog(incarnation, top, young.subList(tooMany, young.size()), remembered);
  }

  Optional<PublishOutcome> before(String id) {
    return Optional.ofNullable(ids.get(id))
        .map(named -> new PublishOutcome.Duplicate(named.position));
  }

  ToyLog with(RoomName room, Publication publication, String id, long now) {
    Position next = top.next();
    List<Kept> more = new ArrayList<>(kept);
    more.add(new Kept(new RoomMessage(room, next, publication), now));
    Map<String, Named> named = new LinkedHashMap<>(ids);
    named.put(id, new Named(next, now));
    return new ToyLog(incarnation, next, List.copyOf(more), named);
  }

  RoomMessage latest() {
    return kept.get(kept.size() - 1).message;
  }

  HistoryOutcome.Read read(Optional<Position> since, int limit) {
    List<RoomMessage> all = kept.stream().map(Kept::message).toList();
    if (since.isEmpty()) {
      return new HistoryOutcome.Read(
          all.subList(Math.max(0, all.size() - limit), all.size()), top, true);
    }
    Position from = since.get();
    boolean recovered =
        from.isInEpochOf(top)
            && from.offset() <= top.offset()
            && from.offset() >= top.offset() - all.size();
    return new HistoryOutcome.Read(
        all.stream().filter(m -> recovered && m.position().isAfter(from)).limit(limit).toList(),
        top,
        recovered);
  }

  /** How long a log is kept that nobody touches. */
  static Duration life(Retention retention) {
    return retention.life().compareTo(RoomBroker.EPOCH_KEPT) > 0
        ? retention.life()
        : RoomBroker.EPOCH_KEPT;
  }
}
