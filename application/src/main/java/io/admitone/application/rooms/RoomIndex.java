package io.admitone.application.rooms;

import io.admitone.application.telemetry.Telemetry;
import io.admitone.application.telemetry.TelemetryEvent.RoomClosed;
import io.admitone.application.telemetry.TelemetryEvent.RoomMessageDelivered;
import io.admitone.application.telemetry.TelemetryEvent.RoomOpened;
import io.admitone.application.time.Deadline;
import io.admitone.domain.room.HistoryOutcome;
import io.admitone.domain.room.Position;
import io.admitone.domain.room.RoomBroker;
import io.admitone.domain.room.RoomListener;
import io.admitone.domain.room.RoomMessage;
import io.admitone.domain.room.RoomName;
import io.admitone.domain.room.RoomSubscription;
import io.admitone.domain.room.SubscribeOutcome;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * The rooms that somebody on this node hears, and who. A room is subscribed to at the broker with
 * its first subscriber here. When its last has left it lingers for a while ({@link RoomPolicy}), so
 * that somebody who polls, and so comes and goes, is subscribed for once.
 *
 * <p>Thread-safe.
 */
public final class RoomIndex {
  /** Rooms that linger at one time; beyond them a room is let go of with its last subscriber. */
  static final int MAX_LINGERING = 10_000;

  private final RoomBroker broker;
  private final RoomPolicy policy;
  private final Telemetry telemetry;
  private final LongSupplier nanoTime;
  private final MissedMessages missed;
  private final Map<RoomName, LiveRoom> rooms = new ConcurrentHashMap<>();
  private final Set<LiveRoom> lingering = ConcurrentHashMap.newKeySet();
  private final AtomicInteger heard = new AtomicInteger();

  /**
   * @param nanoTime a monotonic clock in nanoseconds
   */
  public RoomIndex(
      RoomBroker broker, RoomPolicy policy, Telemetry telemetry, LongSupplier nanoTime) {
    this.broker = broker;
    this.policy = policy;
    this.telemetry = telemetry;
    this.nanoTime = nanoTime;
    this.missed = new MissedMessages(broker, policy);
  }

  /**
   * A room that is heard here.
   *
   * @param subscribers how many hear it on this node
   */
  public record ActiveRoom(RoomName name, int subscribers) {}

  /** The rooms that are heard here, in no order; safe to walk while they come and go. */
  public Stream<ActiveRoom> rooms() {
    return rooms.values().stream()
        .map(room -> new ActiveRoom(room.name(), room.subscribers()))
        .filter(room -> room.subscribers() > 0);
  }

  /** How many rooms are heard here. */
  public int count() {
    return heard.get();
  }

  /** How many hear a room here. */
  int subscribersOf(RoomName name) {
    return Optional.ofNullable(rooms.get(name)).map(LiveRoom::subscribers).orElse(0);
  }

  /**
   * Lets go of the rooms that have lingered for long enough; to be called about once a second. One
   * timer does for all rooms, and looks at nothing but those that nobody hears.
   */
  public void letGo() {
    long now = nanoTime.getAsLong();
    for (LiveRoom room : lingering) {
      // Taken out before it is looked at: whoever leaves meanwhile puts it in again.
      lingering.remove(room);
      if (room.lingers(now, policy.linger().toNanos())) {
        lingering.add(room);
      }
    }
  }

  /** Gives a seat, which is answered and served on its subscriber's executor. */
  LiveRoom seat(RoomName name, Seat seat) {
    while (true) {
      LiveRoom room = rooms.computeIfAbsent(name, fresh -> new LiveRoom(fresh, this));
      if (room.admit(seat)) {
        return room;
      }
      rooms.remove(name, room);
    }
  }

  // What a room asks of its index.

  long now() {
    return nanoTime.getAsLong();
  }

  /** Somebody hears it whom nobody was with. */
  void heard() {
    heard.incrementAndGet();
    telemetry.record(new RoomOpened());
  }

  /** Nobody hears it any more. */
  void unheard() {
    heard.decrementAndGet();
    telemetry.record(new RoomClosed());
  }

  /** Its last subscriber has left. */
  void emptied(LiveRoom room) {
    unheard();
    if (policy.linger().isZero() || lingering.size() >= MAX_LINGERING) {
      room.lingers(now(), 0);
    } else {
      lingering.add(room);
    }
  }

  void over(LiveRoom room) {
    rooms.remove(room.name(), room);
  }

  RoomDelivery delivery(RoomMessage message, int lanes) {
    long heardAt = nanoTime.getAsLong();
    return new RoomDelivery(
        message,
        lanes,
        subscribers ->
            telemetry.record(
                new RoomMessageDelivered(
                    subscribers, Duration.ofNanos(nanoTime.getAsLong() - heardAt))));
  }

  RoomSubscription subscribe(RoomName name, RoomListener listener) {
    try {
      return broker.subscribe(name, listener);
    } catch (RuntimeException broken) {
      return new Broken();
    }
  }

  /** A broker that does not keep its own bound is held to ours. */
  CompletionStage<SubscribeOutcome> outcomeOf(RoomSubscription subscription) {
    return Deadline.<SubscribeOutcome>call(
            subscription::outcome, policy.storeDeadline(), SubscribeOutcome.Unavailable::new)
        .exceptionally(failure -> new SubscribeOutcome.Unavailable("the broker failed"));
  }

  CompletionStage<HistoryOutcome> missed(RoomName name, Position since) {
    return missed.since(name, since);
  }

  /** What a broker gave that has broken its contract. */
  private record Broken() implements RoomSubscription {
    @Override
    public CompletionStage<SubscribeOutcome> outcome() {
      return CompletableFuture.completedFuture(
          new SubscribeOutcome.Unavailable("the broker failed"));
    }

    @Override
    public void cancel() {}
  }
}
