package io.admitone.memory;

import io.admitone.domain.room.BrokerCapabilities;
import io.admitone.domain.room.Epoch;
import io.admitone.domain.room.HistoryOutcome;
import io.admitone.domain.room.Member;
import io.admitone.domain.room.Position;
import io.admitone.domain.room.PresenceOutcome;
import io.admitone.domain.room.Publication;
import io.admitone.domain.room.PublishOutcome;
import io.admitone.domain.room.RetentionRules;
import io.admitone.domain.room.RoomBroker;
import io.admitone.domain.room.RoomListener;
import io.admitone.domain.room.RoomName;
import io.admitone.domain.room.RoomSubscription;
import io.admitone.domain.room.SubscribeOutcome;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Rooms in the memory of this process. Nothing is ever lost to it but by its end, so that no
 * listener hears of a resync.
 *
 * <p>Listeners are called on the thread of whoever publishes. Time is monotonic: setting the
 * machine's clock changes nothing. The number of rooms is bounded and so are the bytes of history;
 * beyond them nothing is stored and the caller is told so. One daemon thread sweeps once a second
 * what is over, until {@link #close()}.
 */
public final class MemoryRoomBroker implements RoomBroker {
  private static final BrokerCapabilities CAPABILITIES =
      new BrokerCapabilities(
          false, Duration.ofMillis(1), Duration.ofMillis(100), Duration.ZERO, Duration.ZERO);
  private static final long SWEEP_PERIOD_MS = 1_000;
  private static final String CLOSED = "the broker is closed";

  private final Limits limits;
  private final Consumer<RuntimeException> brokenListener;
  private final LongSupplier nanoTime;
  private final Map<RoomName, MemoryRoom> rooms = new ConcurrentHashMap<>();

  /** The rooms in which something may be over one day; the others need no looking after. */
  private final Set<MemoryRoom> ageing = ConcurrentHashMap.newKeySet();

  private final AtomicLong keptBytes = new AtomicLong();
  private final String epochPrefix = Long.toString(new SecureRandom().nextLong(), 36) + ".";
  private final AtomicLong epochs = new AtomicLong();
  private final ScheduledExecutorService sweeper =
      Executors.newSingleThreadScheduledExecutor(MemoryRoomBroker::sweeperThread);
  private volatile boolean closed;

  /**
   * What there may be at one time.
   *
   * @param retention how much is kept of each room
   * @param maxRooms rooms that somebody uses or that are remembered
   * @param maxBytes of all that is kept, as payloads go
   */
  public record Limits(RetentionRules retention, int maxRooms, long maxBytes) {}

  /**
   * @param brokenListener told of what a listener threw; must not throw itself
   * @param nanoTime a monotonic clock in nanoseconds
   */
  public MemoryRoomBroker(
      Limits limits, Consumer<RuntimeException> brokenListener, LongSupplier nanoTime) {
    this.limits = Objects.requireNonNull(limits);
    this.brokenListener = Objects.requireNonNull(brokenListener);
    this.nanoTime = Objects.requireNonNull(nanoTime);
    sweeper.scheduleWithFixedDelay(
        this::sweep, SWEEP_PERIOD_MS, SWEEP_PERIOD_MS, TimeUnit.MILLISECONDS);
  }

  @Override
  public CompletionStage<PublishOutcome> publish(RoomName room, Publication publication) {
    Objects.requireNonNull(room);
    Objects.requireNonNull(publication);
    return completed(
        in(
            room,
            there -> {
              PublishOutcome outcome = there.publish(publication, nanoTime.getAsLong());
              ageing.add(there);
              return outcome;
            },
            PublishOutcome.Unavailable::new),
        room);
  }

  /** Listeners are called after the room is let go of, and before the caller goes on. */
  private <T> CompletionStage<T> completed(T outcome, RoomName room) {
    MemoryRoom there = rooms.get(room);
    if (there != null) {
      there.deliver();
    }
    return CompletableFuture.completedFuture(outcome);
  }

  @Override
  public CompletionStage<HistoryOutcome> history(
      RoomName room, Optional<Position> since, int limit) {
    Objects.requireNonNull(room);
    Objects.requireNonNull(since);
    if (limit < 0 || limit > MAX_PAGE) {
      throw new IllegalArgumentException("a limit is 0 to " + MAX_PAGE + ", not " + limit);
    }
    return CompletableFuture.completedFuture(
        in(
            room,
            there -> there.history(since, limit, nanoTime.getAsLong()),
            HistoryOutcome.Unavailable::new));
  }

  @Override
  public RoomSubscription subscribe(RoomName room, RoomListener listener) {
    Objects.requireNonNull(room);
    Objects.requireNonNull(listener);
    return in(room, there -> there.subscribe(listener), NotSubscribed::new);
  }

  @Override
  public void join(RoomName room, Member member) {
    Objects.requireNonNull(room);
    Objects.requireNonNull(member);
    in(room, there -> there.join(member), cause -> false);
  }

  @Override
  public void leave(RoomName room, Member member) {
    Objects.requireNonNull(member);
    MemoryRoom there = rooms.get(room);
    if (there != null && there.leave(member)) {
      ageing.add(there);
    }
  }

  @Override
  public CompletionStage<PresenceOutcome> members(RoomName room) {
    MemoryRoom there = rooms.get(room);
    PresenceOutcome outcome =
        closed
            ? new PresenceOutcome.Unavailable(CLOSED)
            : there == null ? MemoryRoom.NOBODY : there.members(MAX_MEMBERS);
    return CompletableFuture.completedFuture(outcome);
  }

  /** Does something in a room that is there, or is made for it. */
  private <T> T in(RoomName name, Function<MemoryRoom, T> act, Function<String, T> unavailable) {
    while (true) {
      if (closed) {
        return unavailable.apply(CLOSED);
      }
      MemoryRoom room = rooms.get(name);
      if (room == null && rooms.size() >= limits.maxRooms) {
        return unavailable.apply("all " + limits.maxRooms + " places for rooms are taken");
      }
      MemoryRoom there = room == null ? rooms.computeIfAbsent(name, this::make) : room;
      synchronized (there) {
        // It may have been forgotten since it was found.
        if (!there.isForgotten()) {
          return act.apply(there);
        }
      }
    }
  }

  private MemoryRoom make(RoomName name) {
    MemoryRoom room =
        new MemoryRoom(
            name,
            new Epoch(epochPrefix + epochs.incrementAndGet()),
            limits.retention.of(name),
            new Surroundings());
    ageing.add(room);
    return room;
  }

  /** One at a time, so that a sweep that has ended has seen every room. */
  synchronized void sweep() {
    long now = nanoTime.getAsLong();
    // A copy, because a room that is put in again would come up again.
    for (MemoryRoom room : List.copyOf(ageing)) {
      // Taken out before it is looked at: whoever comes meanwhile puts it in again.
      ageing.remove(room);
      synchronized (room) {
        if (room.sweep(now)) {
          ageing.add(room);
        }
      }
    }
  }

  @Override
  public BrokerCapabilities capabilities() {
    return CAPABILITIES;
  }

  /** Rooms that take up room now. */
  public int rooms() {
    return rooms.size();
  }

  @Override
  public void close() {
    closed = true;
    sweeper.shutdownNow();
    rooms.values().forEach(MemoryRoom::forget);
    ageing.clear();
  }

  private static Thread sweeperThread(Runnable sweep) {
    Thread thread = new Thread(sweep, "admitone-memory-rooms");
    thread.setDaemon(true);
    return thread;
  }

  /** What a room knows of the world around it. */
  final class Surroundings {
    /** Whether there is place for so many bytes more; they are taken. */
    boolean reserve(long bytes) {
      if (keptBytes.addAndGet(bytes) <= limits.maxBytes) {
        return true;
      }
      keptBytes.addAndGet(-bytes);
      return false;
    }

    void release(long bytes) {
      keptBytes.addAndGet(-bytes);
    }

    long now() {
      return nanoTime.getAsLong();
    }

    void listenerThrew(RuntimeException thrown) {
      brokenListener.accept(thrown);
    }

    /** Nobody is subscribed any more, or something else has begun to age. */
    void ages(MemoryRoom room) {
      ageing.add(room);
    }

    void forgotten(RoomName name, MemoryRoom room) {
      rooms.remove(name, room);
    }
  }

  private record NotSubscribed(String cause) implements RoomSubscription {
    @Override
    public CompletionStage<SubscribeOutcome> outcome() {
      return CompletableFuture.completedFuture(new SubscribeOutcome.Unavailable(cause));
    }

    @Override
    public void cancel() {}
  }
}
