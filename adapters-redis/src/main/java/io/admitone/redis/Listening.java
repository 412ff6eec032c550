package io.admitone.redis;

import io.admitone.domain.room.GaplessFeed;
import io.admitone.domain.room.HistoryOutcome;
import io.admitone.domain.room.Position;
import io.admitone.domain.room.RoomListener;
import io.admitone.domain.room.RoomMessage;
import io.admitone.domain.room.RoomSubscription;
import io.admitone.domain.room.SubscribeOutcome;
import io.admitone.redis.RoomLogs.Question;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One listener in one room: from the wish to listen, by way of the position from which it hears, to
 * the messages without a gap.
 *
 * <p>Belongs to the loop of the rooms, except for what {@link RoomSubscription} lets everybody do.
 */
final class Listening implements RoomSubscription {
  /** Messages read at once. */
  private static final int PAGE = 100;

  /** Messages held while the first position is asked for; older ones are in history. */
  private static final int MAX_EARLY = 1_000;

  private final RoomListener listener;
  private final RoomQuestions questions;
  private final Consumer<Throwable> broken;
  private final Consumer<Listening> left;
  private final CompletableFuture<SubscribeOutcome> outcome = new CompletableFuture<>();
  private volatile boolean cancelled;

  private Optional<RoomChannel> channel = Optional.empty();
  private Optional<GaplessFeed> feed = Optional.empty();
  private Deque<RoomMessage> early = new ArrayDeque<>(1);

  /**
   * @param limit after which it ends if it has not begun
   * @param broken told of what the listener threw
   * @param left told, on any thread, that nobody listens any more
   */
  Listening(
      RoomListener listener,
      RoomQuestions questions,
      Duration limit,
      Consumer<Throwable> broken,
      Consumer<Listening> left) {
    this.listener = listener;
    this.questions = questions;
    this.broken = broken;
    this.left = left;
    outcome.completeOnTimeout(
        new SubscribeOutcome.Unavailable("no answer in time"),
        limit.toNanos(),
        TimeUnit.NANOSECONDS);
    outcome.thenAccept(known -> known.fold(subscribed -> true, unavailable -> end()));
  }

  @Override
  public CompletionStage<SubscribeOutcome> outcome() {
    return outcome.minimalCompletionStage();
  }

  @Override
  public void cancel() {
    end();
    outcome.complete(new SubscribeOutcome.Unavailable("cancelled"));
  }

  /** There is nothing to hear any more. */
  void close() {
    end();
    outcome.complete(new SubscribeOutcome.Unavailable("the store is closed"));
  }

  private boolean end() {
    if (!cancelled) {
      cancelled = true;
      left.accept(this);
    }
    return true;
  }

  void enter(RoomChannel entered) {
    channel = Optional.of(entered);
    entered.add(this);
  }

  /** The room that it was in, if it was in one. */
  Optional<RoomChannel> leave() {
    channel.ifPresent(room -> room.remove(this));
    return channel;
  }

  /** The channel is heard, from this moment at the latest: all from before it is in history. */
  void ready() {
    if (cancelled) {
      return;
    }
    feed.ifPresentOrElse(GaplessFeed::doubt, () -> ask(Question.POSITION, this::beginOrRetry));
  }

  private void beginOrRetry(HistoryOutcome answer) {
    answer.fold(
        read -> {
          begin(read.top());
          return true;
        },
        unavailable -> retry());
  }

  private void begin(Position from) {
    if (feed.isPresent()) {
      feed.get().doubt();
    } else if (outcome.complete(new SubscribeOutcome.Subscribed(from))) {
      GaplessFeed begun = new GaplessFeed(from, new Guarded(), this::askSince);
      feed = Optional.of(begun);
      Deque<RoomMessage> held = early;
      early = new ArrayDeque<>(1);
      held.forEach(begun::offer);
    }
  }

  private void askSince(Position since) {
    ask(new Question(Optional.of(since), PAGE, true), this::answer);
  }

  private void ask(Question question, Consumer<HistoryOutcome> answer) {
    questions.ask(channel.orElseThrow().room(), question, answer);
  }

  private void answer(HistoryOutcome answer) {
    if (!cancelled) {
      feed.orElseThrow().answer(answer);
      answer.fold(read -> true, unavailable -> retry());
    }
  }

  /** As soon as the channel is heard anew all is asked again; if it still is, a little later. */
  private boolean retry() {
    questions.later(channel.orElseThrow()::isOn, this::ready);
    return false;
  }

  void hear(RoomMessage message) {
    if (cancelled) {
      return;
    }
    if (feed.isPresent()) {
      feed.get().offer(message);
    } else {
      early.add(message);
      if (early.size() > MAX_EARLY) {
        early.remove();
      }
    }
  }

  /** Asks where the log stands, and for more if that is not where this listener does. */
  void check() {
    feed.filter(GaplessFeed::isFollowing)
        .ifPresent(
            begun ->
                ask(
                    new Question(Optional.of(begun.position()), 0, true),
                    answer -> compare(begun, answer)));
  }

  private void compare(GaplessFeed begun, HistoryOutcome answer) {
    boolean isBehind =
        answer.fold(
            read ->
                read.top().isAfter(begun.position()) || !read.top().isInEpochOf(begun.position()),
            unavailable -> false);
    if (isBehind && !cancelled) {
      begun.doubt();
    }
  }

  /** A listener that throws goes on; one that has left hears nothing. */
  private final class Guarded implements RoomListener {
    @Override
    public void onMessage(RoomMessage message) {
      tell(() -> listener.onMessage(message));
    }

    @Override
    public void onResync(Position from) {
      tell(() -> listener.onResync(from));
    }

    private void tell(Runnable telling) {
      if (cancelled) {
        return;
      }
      try {
        telling.run();
      } catch (RuntimeException | Error e) {
        broken.accept(e);
      }
    }
  }
}
