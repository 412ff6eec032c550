package io.admitone.application.rooms;

import io.admitone.domain.room.HistoryOutcome;
import io.admitone.domain.room.Position;
import io.admitone.domain.room.RoomBroker;
import io.admitone.domain.room.RoomMessage;
import io.admitone.domain.room.RoomName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Tells those without a socket what is new in a room: at once where there is something, else as
 * soon as there is, or when their patience is over. Nobody who waits holds a thread: they are
 * subscribers like any other, all on the one thread of the timer.
 *
 * <p>Thread-safe. The returned stage always completes normally.
 */
public final class PollRoom {
  /** The longest that anybody may wait. */
  public static final Duration MAX_WAIT = Duration.ofSeconds(30);

  private final RoomIndex index;
  private final RoomRights rights;
  private final MissedMessages history;
  private final ScheduledExecutorService timer;
  private final Set<Waiter> waiting = ConcurrentHashMap.newKeySet();

  /**
   * @param timer of one thread; those who wait are answered on it
   */
  public PollRoom(
      RoomIndex index,
      RoomBroker broker,
      RoomRights rights,
      RoomPolicy policy,
      ScheduledExecutorService timer) {
    this.index = index;
    this.rights = rights;
    this.history = new MissedMessages(broker, policy);
    this.timer = timer;
  }

  /**
   * What is new.
   *
   * @param room a name from outside
   * @param since the last position that is known; without it, the latest messages are told at once
   * @param wait how long to wait where nothing is; 0 to {@link #MAX_WAIT}
   * @param limit the most messages to tell; 0 to {@link RoomBroker#MAX_PAGE}
   */
  public CompletionStage<PollResult> poll(
      Visitor visitor, String room, Optional<Position> since, Duration wait, int limit) {
    Optional<RoomName> name = RoomName.parse(room);
    if (name.isEmpty()) {
      return refused(RoomRefusal.INVALID_ROOM);
    }
    if (!Rights.mayHear(rights, visitor, name.get())) {
      return refused(RoomRefusal.ROOM_FORBIDDEN);
    }
    return history
        .page(name.get(), since, limit)
        .thenCompose(
            outcome ->
                outcome.fold(
                    read -> tellOrWait(name.get(), since, wait, limit, read),
                    unavailable -> refused(RoomRefusal.STORE_UNAVAILABLE)));
  }

  private CompletionStage<PollResult> tellOrWait(
      RoomName room, Optional<Position> since, Duration wait, int limit, HistoryOutcome.Read read) {
    boolean nothing = since.isPresent() && read.recovered() && read.messages().isEmpty();
    if (!nothing) {
      List<RoomMessage> told = history.asManyAsFit(read.messages(), since.isPresent());
      return news(told, told.isEmpty() ? read.end() : positionOfLast(told), read.recovered());
    }
    if (limit == 0 || wait.isZero() || wait.isNegative()) {
      return news(List.of(), since.get(), true);
    }
    Waiter waiter = new Waiter(room, since.get(), limit);
    waiter.begin(wait.compareTo(MAX_WAIT) > 0 ? MAX_WAIT : wait);
    return waiter.result;
  }

  private static CompletionStage<PollResult> news(
      List<RoomMessage> messages, Position position, boolean recovered) {
    return CompletableFuture.completedFuture(new PollResult.News(messages, position, recovered));
  }

  private static Position positionOfLast(List<RoomMessage> messages) {
    return messages.get(messages.size() - 1).position();
  }

  /** How many wait now. */
  public int waiting() {
    return waiting.size();
  }

  /** Answers all who wait as if their patience were over; for a process that is about to leave. */
  public void answerAll() {
    waiting.forEach(waiter -> timer.execute(waiter::tellNothing));
  }

  private static CompletionStage<PollResult> refused(RoomRefusal why) {
    return CompletableFuture.completedFuture(new PollResult.Refused(why));
  }

  /** Somebody who waits; on the timer's thread but for its beginning. */
  private final class Waiter implements RoomSubscriber {
    private final Position since;
    private final int limit;
    private final RoomName room;
    private final Seat seat;
    private final CompletableFuture<PollResult> result = new CompletableFuture<>();
    private LiveRoom live;
    private Future<?> patience;

    private Waiter(RoomName room, Position since, int limit) {
      this.room = room;
      this.since = since;
      this.limit = limit;
      this.seat = new Seat(room, this, Optional.of(since), this::onAnswer);
    }

    private void begin(Duration wait) {
      try {
        waiting.add(this);
        timer.execute(() -> takeSeat(wait));
      } catch (RejectedExecutionException ending) {
        waiting.remove(this);
        result.complete(new PollResult.News(List.of(), since, true));
      }
    }

    private void takeSeat(Duration wait) {
      if (!waiting.contains(this)) {
        return;
      }
      live = index.seat(room, seat);
      patience = timer.schedule(this::tellNothing, wait.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void onAnswer(SubscribeResult answer) {
      answer
          .<Optional<PollResult>>fold(
              subscribed ->
                  subscribed.recovered()
                      ? Optional.empty()
                      : Optional.of(lost(subscribed.position())),
              refused -> Optional.of(new PollResult.Refused(refused.why())))
          .ifPresent(this::end);
    }

    @Override
    public Executor executor() {
      return timer;
    }

    @Override
    public void onMessages(List<RoomDelivery> messages) {
      List<RoomMessage> all = messages.stream().limit(limit).map(RoomDelivery::message).toList();
      List<RoomMessage> told = history.asManyAsFit(all, true);
      end(new PollResult.News(told, positionOfLast(told), true));
    }

    @Override
    public void onResync(RoomName ofRoom, Position from) {
      end(lost(from));
    }

    private static PollResult lost(Position from) {
      return new PollResult.News(List.of(), from, false);
    }

    private void tellNothing() {
      end(new PollResult.News(List.of(), since, true));
    }

    private void end(PollResult with) {
      if (waiting.remove(this)) {
        if (live != null) {
          patience.cancel(false);
          seat.leave();
          live.leave(seat);
        }
        result.complete(with);
      }
    }
  }
}
