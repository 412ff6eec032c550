package io.admitone.application.rooms;

import io.admitone.application.rooms.Lane.Arrival;
import io.admitone.domain.room.Position;
import io.admitone.domain.room.RoomListener;
import io.admitone.domain.room.RoomMessage;
import io.admitone.domain.room.RoomName;
import io.admitone.domain.room.RoomSubscription;
import io.admitone.domain.room.SubscribeOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * A room that somebody on this node hears: one subscription at the broker, whatever the number of
 * subscribers here. What the broker tells is queued for each lane, in its order; a seat that is
 * taken is queued too, and so it is clear to each what comes after it.
 *
 * <p>Thread-safe; the monitor guards the fields, and nothing is called under it.
 */
final class LiveRoom implements RoomListener {
  private final RoomName name;
  private final RoomIndex index;
  private State state = State.NEW;
  private RoomSubscription subscription;

  /** Where the broker's word stands; null until it has begun. */
  private Position position;

  private List<Lane> lanes = List.of();

  /** Those who came before the subscription was there. */
  private List<Seat> early = new ArrayList<>(1);

  private int taken;

  /** When the last left, in nanoseconds of the index's clock. */
  private long emptySince;

  LiveRoom(RoomName name, RoomIndex index) {
    this.name = name;
    this.index = index;
  }

  RoomName name() {
    return name;
  }

  synchronized int subscribers() {
    return taken;
  }

  /**
   * Gives a seat.
   *
   * @return false where the room is over, and another is to be opened
   */
  boolean admit(Seat seat) {
    Lane woken = null;
    boolean first;
    boolean opens;
    synchronized (this) {
      if (state == State.OVER) {
        return false;
      }
      taken++;
      first = taken == 1;
      Lane lane = laneOf(seat.subscriber().executor());
      lane.take();
      if (state == State.OPEN) {
        woken = lane.add(new Arrival(seat, position)) ? lane : null;
      } else {
        early.add(seat);
      }
      opens = state == State.NEW;
      state = opens ? State.OPENING : state;
    }
    if (first) {
      index.heard();
    }
    if (woken != null) {
      woken.wake();
    }
    if (opens) {
      open();
    }
    return true;
  }

  private Lane laneOf(Executor executor) {
    for (Lane lane : lanes) {
      if (lane.runsOn(executor)) {
        return lane;
      }
    }
    Lane lane = new Lane(this, executor);
    lanes = with(lanes, lane);
    return lane;
  }

  private static List<Lane> with(List<Lane> lanes, Lane one) {
    List<Lane> all = new ArrayList<>(lanes);
    all.add(one);
    return List.copyOf(all);
  }

  private static List<Lane> without(List<Lane> lanes, Lane one) {
    return lanes.stream().filter(other -> other != one).toList();
  }

  private void open() {
    RoomSubscription begun = index.subscribe(name, this);
    boolean over;
    synchronized (this) {
      subscription = begun;
      over = state == State.OVER;
    }
    if (over) {
      begun.cancel();
    } else {
      index.outcomeOf(begun).thenAccept(this::onOutcome);
    }
  }

  private void onOutcome(SubscribeOutcome outcome) {
    outcome
        .<Runnable>fold(subscribed -> () -> begin(subscribed.from()), unavailable -> this::fail)
        .run();
  }

  private void begin(Position from) {
    List<Lane> woken = new ArrayList<>();
    synchronized (this) {
      if (state != State.OPENING) {
        return;
      }
      state = State.OPEN;
      // What was heard before the outcome is further on.
      position = position == null ? from : position;
      for (Seat seat : early) {
        Lane lane = laneOf(seat.subscriber().executor());
        if (lane.add(new Arrival(seat, position))) {
          woken.add(lane);
        }
      }
      early = List.of();
    }
    woken.forEach(Lane::wake);
  }

  private void fail() {
    List<Seat> refused;
    boolean wasHeard;
    synchronized (this) {
      if (state != State.OPENING) {
        return;
      }
      refused = early;
      wasHeard = taken > 0;
      end();
    }
    if (wasHeard) {
      index.unheard();
    }
    over();
    refused.forEach(seat -> on(seat, () -> seat.refuse(RoomRefusal.STORE_UNAVAILABLE)));
  }

  @Override
  public void onMessage(RoomMessage message) {
    List<Lane> woken = new ArrayList<>();
    synchronized (this) {
      if (state == State.OVER) {
        return;
      }
      position = message.position();
      if (state == State.OPEN && !lanes.isEmpty()) {
        RoomDelivery delivery = index.delivery(message, lanes.size());
        addToAll(delivery, woken);
      }
    }
    woken.forEach(Lane::wake);
  }

  @Override
  public void onResync(Position from) {
    List<Lane> woken = new ArrayList<>();
    synchronized (this) {
      if (state == State.OVER) {
        return;
      }
      position = from;
      if (state == State.OPEN) {
        addToAll(from, woken);
      }
    }
    woken.forEach(Lane::wake);
  }

  private void addToAll(Object item, List<Lane> woken) {
    for (Lane lane : lanes) {
      if (lane.add(item)) {
        woken.add(lane);
      }
    }
  }

  /** Reads what a seat missed, and hands it over on its executor. */
  void readMissed(Seat seat, Position since) {
    index
        .missed(name, since)
        .thenAccept(
            outcome ->
                on(
                    seat,
                    outcome.<Runnable>fold(
                        read -> () -> seat.catchUp(read), unavailable -> () -> giveUp(seat))));
  }

  private static void on(Seat seat, Runnable task) {
    try {
      seat.subscriber().executor().execute(task);
    } catch (RejectedExecutionException ending) {
      // The subscriber ends with its executor, and has nothing to be told any more.
      return;
    }
  }

  private void giveUp(Seat seat) {
    if (!seat.isLeft()) {
      leave(seat);
      seat.refuse(RoomRefusal.STORE_UNAVAILABLE);
    }
  }

  /** Gives a seat back; on its executor, once. */
  void leave(Seat seat) {
    boolean last;
    Lane lane;
    synchronized (this) {
      if (state == State.OVER) {
        return;
      }
      lane = laneOf(seat.subscriber().executor());
      if (state != State.OPEN) {
        early.remove(seat);
      }
      taken--;
      if (lane.give()) {
        lanes = without(lanes, lane);
      }
      last = taken == 0;
      if (last) {
        emptySince = index.now();
      }
    }
    lane.remove(seat);
    if (last) {
      index.emptied(this);
    }
  }

  /**
   * Whether nobody hears it, and it is to be kept for a while all the same. Where that while is
   * over it is let go of.
   *
   * @param now in nanoseconds of the index's clock
   */
  boolean lingers(long now, long forNanos) {
    synchronized (this) {
      if (state == State.OVER || taken > 0) {
        return false;
      }
      if (now - emptySince < forNanos) {
        return true;
      }
      end();
    }
    over();
    return false;
  }

  private void end() {
    state = State.OVER;
    early = List.of();
    lanes = List.of();
  }

  private void over() {
    index.over(this);
    RoomSubscription ended;
    synchronized (this) {
      ended = subscription;
    }
    if (ended != null) {
      ended.cancel();
    }
  }

  private enum State {
    NEW,
    /** The broker has been asked. */
    OPENING,
    OPEN,
    /** The last has left a while ago, or the broker could not be had. */
    OVER
  }
}
