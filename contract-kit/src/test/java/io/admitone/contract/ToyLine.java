package io.admitone.contract;

import io.admitone.domain.room.GaplessFeed;
import io.admitone.domain.room.HistoryOutcome;
import io.admitone.domain.room.Position;
import io.admitone.domain.room.RoomBroker;
import io.admitone.domain.room.RoomListener;
import io.admitone.domain.room.RoomMessage;
import io.admitone.domain.room.RoomName;
import io.admitone.domain.room.RoomSubscription;
import io.admitone.domain.room.SubscribeOutcome;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletionStage;

/** A listener's place at a toy broker: what comes is put in line, and dealt with one by one. */
class ToyLine implements RoomSubscription, RoomListener {
  protected final RightBroker broker;
  protected final RoomName room;
  protected final RoomListener listener;
  private final Queue<Runnable> inLine = new ArrayDeque<>();
  private CompletionStage<SubscribeOutcome> outcome;
  protected ToyRooms.Wire wire;
  protected GaplessFeed feed;
  private boolean busy;
  protected volatile boolean cancelled;

  ToyLine(RightBroker broker, RoomName room, RoomListener listener) {
    this.broker = broker;
    this.room = room;
    this.listener = listener;
  }

  /** The wire comes first: what is said while the position is read waits in line. */
  void begin() {
    wire = listen();
    outcome =
        broker.<SubscribeOutcome>ask(
            db -> new SubscribeOutcome.Subscribed(broker.read(db, room, Optional.empty(), 0).top()),
            SubscribeOutcome.Unavailable::new,
            SubscribeOutcome.Unavailable::new,
            ignored -> {});
    outcome.thenAccept(
        now -> now.fold(subscribed -> follow(subscribed.from()), unavailable -> giveUp()));
  }

  private Void giveUp() {
    cancel();
    return null;
  }

  protected Void follow(Position from) {
    synchronized (this) {
      feed = new GaplessFeed(from, this, this::askHistory);
    }
    drain();
    return null;
  }

  protected ToyRooms.Wire listen() {
    return broker.rooms.listen(room, message -> enter(() -> feed.offer(message)));
  }

  /** What another way than the wire brought. */
  void offerIfIn(RoomMessage message) {
    if (message.room().equals(room)) {
      enter(() -> feed.offer(message));
    }
  }

  protected void askHistory(Position since) {
    broker
        .rooms
        .data()
        .<HistoryOutcome>send(db -> broker.read(db, room, Optional.of(since), RoomBroker.MAX_PAGE))
        .exceptionally(failure -> new HistoryOutcome.Unavailable("not now"))
        .thenAccept(answer -> enter(() -> feed.answer(answer)));
  }

  /** A dead wire is found out, and nobody knows what was missed. */
  void lookAfter() {
    if (wire.isDead()) {
      wire.cut();
      wire = listen();
    }
    enter(() -> feed.doubt());
  }

  protected void enter(Runnable act) {
    synchronized (this) {
      inLine.add(act);
    }
    drain();
  }

  private void drain() {
    while (true) {
      Runnable next;
      synchronized (this) {
        next = busy || feed == null ? null : inLine.poll();
        if (next == null) {
          return;
        }
        busy = true;
      }
      next.run();
      synchronized (this) {
        busy = false;
      }
    }
  }

  @Override
  public void onMessage(RoomMessage message) {
    if (!cancelled) {
      tell(() -> listener.onMessage(message));
    }
  }

  @Override
  public void onResync(Position from) {
    if (!cancelled) {
      tell(() -> listener.onResync(from));
    }
  }

  protected void tell(Runnable what) {
    try {
      what.run();
    } catch (RuntimeException theirs) {
      return;
    }
  }

  @Override
  public CompletionStage<SubscribeOutcome> outcome() {
    return outcome;
  }

  @Override
  public void cancel() {
    cancelled = true;
    wire.cut();
    broker.lines.remove(this);
  }
}
