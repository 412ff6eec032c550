package io.admitone.memory;

import io.admitone.domain.identity.UserId;
import io.admitone.domain.room.Epoch;
import io.admitone.domain.room.HistoryOutcome;
import io.admitone.domain.room.MessageId;
import io.admitone.domain.room.Position;
import io.admitone.domain.room.Publication;
import io.admitone.domain.room.Retention;
import io.admitone.domain.room.RoomBroker;
import io.admitone.domain.room.RoomMessage;
import io.admitone.domain.room.RoomName;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The messages of one room that are kept, and the ids that are remembered. Not thread-safe.
 *
 * <p>An empty log is small: there may be very many.
 */
final class RoomLog {
  private static final long ID_NANOS = RoomBroker.ID_REMEMBERED.toNanos();

  private final Retention retention;
  private Position top;
  private ArrayDeque<Kept> kept = new ArrayDeque<>(0);
  private Map<Named, Published> ids = Map.of();

  RoomLog(Epoch epoch, Retention retention) {
    this.retention = retention;
    this.top = new Position(epoch, 0);
  }

  Position top() {
    return top;
  }

  Optional<Position> published(Publication publication, long now) {
    forgetIds(now);
    return Optional.ofNullable(ids.get(Named.of(publication))).map(Published::position);
  }

  RoomMessage append(RoomName room, Publication publication, long now) {
    top = top.next();
    RoomMessage message = new RoomMessage(room, top, publication);
    kept.add(new Kept(message, now));
    if (ids.isEmpty()) {
      ids = new LinkedHashMap<>();
    }
    ids.put(Named.of(publication), new Published(top, now));
    return message;
  }

  HistoryOutcome.Read read(Optional<Position> since, int limit) {
    boolean recovered = since.map(this::reachesBackTo).orElse(true);
    return new HistoryOutcome.Read(
        recovered ? since.map(s -> after(s, limit)).orElseGet(() -> latest(limit)) : List.of(),
        top,
        recovered);
  }

  private boolean reachesBackTo(Position since) {
    return since.isInEpochOf(top)
        && since.offset() <= top.offset()
        && since.offset() >= top.offset() - kept.size();
  }

  private List<RoomMessage> after(Position since, int limit) {
    return messages(kept.size() - (top.offset() - since.offset())).limit(limit).toList();
  }

  private List<RoomMessage> latest(int limit) {
    return messages(Math.max(0, kept.size() - limit)).toList();
  }

  private Stream<RoomMessage> messages(long skipped) {
    return kept.stream().skip(skipped).map(Kept::message);
  }

  /**
   * Lets go of what is over.
   *
   * @return how many bytes that gave back
   */
  long trim(long now) {
    forgetIds(now);
    long freed = 0;
    while (!kept.isEmpty() && (kept.size() > retention.messages() || isOver(kept.peek(), now))) {
      freed += sizeOf(kept.remove().message.publication());
    }
    if (kept.isEmpty() && freed > 0) {
      kept = new ArrayDeque<>(0);
    }
    return freed;
  }

  /** Whether something is kept that will be over one day. */
  boolean isEmpty() {
    return kept.isEmpty() && ids.isEmpty();
  }

  static long sizeOf(Publication publication) {
    return publication.data().size();
  }

  private boolean isOver(Kept one, long now) {
    return now - one.at >= retention.life().toNanos();
  }

  private void forgetIds(long now) {
    Iterator<Published> oldest = ids.values().iterator();
    while (oldest.hasNext() && now - oldest.next().at >= ID_NANOS) {
      oldest.remove();
    }
    if (ids.isEmpty()) {
      ids = Map.of();
    }
  }

  private record Kept(RoomMessage message, long at) {}

  private record Published(Position position, long at) {}

  private record Named(Optional<UserId> author, MessageId id) {
    static Named of(Publication publication) {
      return new Named(publication.author(), publication.id());
    }
  }
}
