package io.admitone.memory;

import io.admitone.domain.room.Epoch;
import io.admitone.domain.room.HistoryOutcome;
import io.admitone.domain.room.Member;
import io.admitone.domain.room.Position;
import io.admitone.domain.room.PresenceOutcome;
import io.admitone.domain.room.Publication;
import io.admitone.domain.room.PublishOutcome;
import io.admitone.domain.room.Retention;
import io.admitone.domain.room.RoomBroker;
import io.admitone.domain.room.RoomListener;
import io.admitone.domain.room.RoomMessage;
import io.admitone.domain.room.RoomName;
import io.admitone.domain.room.RoomSubscription;
import io.admitone.domain.room.SubscribeOutcome;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * One room: its log, its listeners and who is there. Its monitor guards all of it; listeners are
 * called outside, one message at a time and in order.
 */
final class MemoryRoom {
  static final PresenceOutcome NOBODY = new PresenceOutcome.Present(0, List.of());

  private final RoomName name;
  private final MemoryRoomBroker.Surroundings surroundings;
  private final RoomLog log;
  private final ArrayDeque<Delivery> undelivered = new ArrayDeque<>(0);

  /** Copied when it changes: a delivery goes to those who listened when the message came. */
  private List<Entry> listeners = List.of();

  private Map<String, Member> members = Map.of();
  private boolean delivering;
  private boolean forgotten;
  private long lastTouched;

  MemoryRoom(
      RoomName name, Epoch epoch, Retention retention, MemoryRoomBroker.Surroundings surroundings) {
    this.name = name;
    this.surroundings = surroundings;
    this.log = new RoomLog(epoch, retention);
    this.lastTouched = surroundings.now();
  }

  synchronized PublishOutcome publish(Publication publication, long now) {
    lastTouched = now;
    Optional<Position> before = log.published(publication, now);
    if (before.isPresent()) {
      return new PublishOutcome.Duplicate(before.get());
    }
    if (!surroundings.reserve(RoomLog.sizeOf(publication))) {
      return new PublishOutcome.Unavailable("there is no place for more history");
    }
    RoomMessage message = log.append(name, publication, now);
    trim(now);
    if (!listeners.isEmpty()) {
      undelivered.add(new Delivery(message, listeners));
    }
    return new PublishOutcome.Published(message.position());
  }

  synchronized HistoryOutcome history(Optional<Position> since, int limit, long now) {
    lastTouched = now;
    trim(now);
    return log.read(since, limit);
  }

  synchronized RoomSubscription subscribe(RoomListener listener) {
    Entry entry = new Entry(listener, log.top());
    listeners = with(listeners, entry);
    return entry;
  }

  private static List<Entry> with(List<Entry> listeners, Entry one) {
    Entry[] all = listeners.toArray(new Entry[listeners.size() + 1]);
    all[listeners.size()] = one;
    return List.of(all);
  }

  private synchronized void unsubscribe(Entry entry) {
    listeners = listeners.stream().filter(other -> other != entry).toList();
    lastTouched = surroundings.now();
    surroundings.ages(this);
  }

  synchronized boolean join(Member member) {
    if (members.isEmpty()) {
      members = new LinkedHashMap<>();
    }
    return members.put(member.connection(), member) == null;
  }

  /** Whether the room may be over now. */
  synchronized boolean leave(Member member) {
    if (!members.isEmpty() && members.remove(member.connection()) != null && members.isEmpty()) {
      members = Map.of();
      lastTouched = surroundings.now();
      return true;
    }
    return false;
  }

  synchronized PresenceOutcome members(int limit) {
    return new PresenceOutcome.Present(
        members.size(), members.values().stream().limit(limit).toList());
  }

  synchronized boolean isForgotten() {
    return forgotten;
  }

  /**
   * Lets go of what is over, and of the room itself if that is all of it.
   *
   * @return whether something is left that will be over one day
   */
  synchronized boolean sweep(long now) {
    trim(now);
    boolean used = !listeners.isEmpty() || !members.isEmpty();
    if (used || forgotten) {
      return !forgotten && !log.isEmpty();
    }
    boolean over = log.isEmpty() && now - lastTouched >= RoomBroker.EPOCH_KEPT.toNanos();
    if (over) {
      forget();
    }
    return !over;
  }

  synchronized void forget() {
    forgotten = true;
    listeners.forEach(entry -> entry.cancelled = true);
    listeners = List.of();
    members = Map.of();
    undelivered.clear();
    surroundings.forgotten(name, this);
  }

  private void trim(long now) {
    surroundings.release(log.trim(now));
  }

  /** Calls the listeners, unless another thread is at it: then that one goes on with ours. */
  void deliver() {
    synchronized (this) {
      if (delivering || undelivered.isEmpty()) {
        return;
      }
      delivering = true;
    }
    for (Delivery next = next(); next != null; next = next()) {
      RoomMessage message = next.message;
      next.listeners.forEach(entry -> entry.hear(message));
    }
  }

  private synchronized Delivery next() {
    Delivery next = undelivered.poll();
    delivering = next != null;
    return next;
  }

  private record Delivery(RoomMessage message, List<Entry> listeners) {}

  /** One listener's place. */
  private final class Entry implements RoomSubscription {
    private final RoomListener listener;
    private final CompletionStage<SubscribeOutcome> outcome;
    private volatile boolean cancelled;

    private Entry(RoomListener listener, Position from) {
      this.listener = listener;
      this.outcome = CompletableFuture.completedFuture(new SubscribeOutcome.Subscribed(from));
    }

    @Override
    public CompletionStage<SubscribeOutcome> outcome() {
      return outcome;
    }

    @Override
    public void cancel() {
      if (!cancelled) {
        cancelled = true;
        unsubscribe(this);
      }
    }

    private void hear(RoomMessage message) {
      if (cancelled) {
        return;
      }
      try {
        listener.onMessage(message);
      } catch (RuntimeException e) {
        surroundings.listenerThrew(e);
      } catch (Error e) {
        // Were it to pass, nobody would hear of this room again.
        surroundings.listenerThrew(new IllegalStateException("a listener of a room failed", e));
      }
    }
  }
}
