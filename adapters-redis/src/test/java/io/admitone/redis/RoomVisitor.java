package io.admitone.redis;

import io.admitone.domain.room.GaplessFeed;
import io.admitone.domain.room.HistoryOutcome;
import io.admitone.domain.room.Position;
import io.admitone.domain.room.RoomBroker;
import io.admitone.domain.room.RoomListener;
import io.admitone.domain.room.RoomMessage;
import io.admitone.domain.room.RoomName;
import io.admitone.domain.room.RoomSubscription;
import io.admitone.domain.room.SubscribeOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Somebody in one room who comes, goes, and comes back to whichever broker with the position they
 * know: what a client with {@code since} is. Remembers all that it was told, in order. Thread-safe.
 */
final class RoomVisitor {
  private static final int PAGE = 1_000;

  private final RoomName room;
  private final List<Object> told = new ArrayList<>();
  private Optional<Position> start = Optional.empty();
  private Optional<Position> known = Optional.empty();
  private Optional<Visit> visit = Optional.empty();

  RoomVisitor(RoomName room) {
    this.room = room;
  }

  RoomName room() {
    return room;
  }

  synchronized boolean isThere() {
    return visit.isPresent();
  }

  /** The last position that it knows of. */
  synchronized Optional<Position> known() {
    return known;
  }

  /** Where its view began. */
  synchronized Optional<Position> start() {
    return start;
  }

  /** Messages, and the positions of resyncs, in the order in which they were told. */
  synchronized List<Object> told() {
    return List.copyOf(told);
  }

  synchronized void come(RoomBroker broker) {
    Visit begun = new Visit(broker);
    visit = Optional.of(begun);
    begun.subscription = Optional.of(broker.subscribe(room, begun));
    begun.subscription.get().outcome().thenAccept(outcome -> begun.entered(outcome));
  }

  synchronized void go() {
    visit.flatMap(ended -> ended.subscription).ifPresent(RoomSubscription::cancel);
    visit = Optional.empty();
  }

  /** From one coming to the next going. */
  private final class Visit implements RoomListener {
    private final RoomBroker broker;
    private final List<RoomMessage> early = new ArrayList<>();
    private Optional<RoomSubscription> subscription = Optional.empty();
    private Optional<GaplessFeed> feed = Optional.empty();

    private Visit(RoomBroker broker) {
      this.broker = broker;
    }

    private boolean isOver() {
      return visit.filter(current -> current == this).isEmpty();
    }

    private void entered(SubscribeOutcome outcome) {
      synchronized (RoomVisitor.this) {
        if (!isOver()) {
          outcome.fold(subscribed -> begin(subscribed.from()), unavailable -> leave());
        }
      }
    }

    private boolean leave() {
      visit = Optional.empty();
      return false;
    }

    private boolean begin(Position from) {
      GaplessFeed begun = new GaplessFeed(known.orElse(from), new Noted(), this::ask);
      feed = Optional.of(begun);
      known = Optional.of(begun.position());
      start = start.or(() -> known);
      begun.doubt();
      early.forEach(begun::offer);
      return true;
    }

    private void ask(Position since) {
      broker.history(room, Optional.of(since), PAGE).thenAccept(this::answer);
    }

    private void answer(HistoryOutcome outcome) {
      synchronized (RoomVisitor.this) {
        if (!isOver()) {
          feed.orElseThrow().answer(outcome);
          // A client whose history cannot be read is sent away, and comes back.
          outcome.fold(read -> true, unavailable -> giveUp());
        }
      }
    }

    private boolean giveUp() {
      go();
      return false;
    }

    @Override
    public void onMessage(RoomMessage message) {
      synchronized (RoomVisitor.this) {
        if (!isOver()) {
          feed.ifPresentOrElse(begun -> begun.offer(message), () -> early.add(message));
        }
      }
    }

    @Override
    public void onResync(Position from) {
      synchronized (RoomVisitor.this) {
        if (!isOver()) {
          // Its own history will say so, and from where on.
          feed.ifPresent(GaplessFeed::doubt);
        }
      }
    }
  }

  private final class Noted implements RoomListener {
    @Override
    public void onMessage(RoomMessage message) {
      told.add(message);
      known = Optional.of(message.position());
    }

    @Override
    public void onResync(Position from) {
      told.add(from);
      known = Optional.of(from);
    }
  }
}
