package io.admitone.application.rooms;

import io.admitone.domain.room.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/**
 * The subscribers of one room that share an executor. What happens in the room is queued by {@link
 * LiveRoom}, under its monitor, and is worked off here on the executor: one task for all that came
 * meanwhile, however many subscribers and messages there are.
 */
final class Lane implements Runnable {
  /** Beyond it, messages are dropped and the subscribers are told. */
  private static final int MAX_QUEUED = 10_000;

  /** The same for the bytes of their data: no subscriber's send queue would hold more at once. */
  private static final int MAX_QUEUED_BYTES = 1024 * 1024;

  private final LiveRoom room;
  private final Executor executor;

  /** What is to be worked off; null where no task is under way. Guarded by the room. */
  private List<Object> queue;

  /** Of the messages in it. Guarded by the room. */
  private int queuedBytes;

  /** Seats that are taken or will be. Guarded by the room. */
  private int taken;

  /** Only for use on the executor. */
  private final List<Seat> seats = new ArrayList<>(1);

  /** What a subscriber threw in this turn; only for use on the executor. */
  private RuntimeException broken;

  Lane(LiveRoom room, Executor executor) {
    this.room = room;
    this.executor = executor;
  }

  boolean runsOn(Executor other) {
    return executor == other;
  }

  // Under the room's monitor.

  void take() {
    taken++;
  }

  /** Whether nobody is left. */
  boolean give() {
    return --taken == 0;
  }

  /**
   * Queues a {@link RoomDelivery}, a {@link Position} to resync to, or an {@link Arrival}.
   *
   * @return whether the lane is to be woken once the monitor is let go of
   */
  boolean add(Object item) {
    boolean idle = queue == null;
    if (idle) {
      queue = new ArrayList<>(2);
      queuedBytes = 0;
    } else if (queue.size() >= MAX_QUEUED || queuedBytes >= MAX_QUEUED_BYTES) {
      dropMessages();
    }
    queue.add(item);
    queuedBytes += item instanceof RoomDelivery delivery ? delivery.bytes() : 0;
    return idle;
  }

  /** The seats that were to come still come, and are told as well. */
  private void dropMessages() {
    List<Object> old = queue;
    queue = new ArrayList<>();
    queuedBytes = 0;
    Position dropped = null;
    for (Object item : old) {
      if (item instanceof Arrival) {
        queue.add(item);
      } else if (item instanceof RoomDelivery delivery) {
        dropped = delivery.message().position();
        delivery.release();
      } else {
        dropped = (Position) item;
      }
    }
    if (dropped != null) {
      queue.add(dropped);
    }
  }

  // Outside of it.

  void wake() {
    try {
      executor.execute(this);
    } catch (RejectedExecutionException ending) {
      // Its subscribers end with it.
      takeQueue().forEach(Lane::releaseIfMessage);
    }
  }

  private static void releaseIfMessage(Object item) {
    if (item instanceof RoomDelivery delivery) {
      delivery.release();
    }
  }

  private List<Object> takeQueue() {
    synchronized (room) {
      List<Object> items = queue == null ? List.of() : queue;
      queue = null;
      return items;
    }
  }

  // On the executor.

  @Override
  public void run() {
    List<RoomDelivery> messages = new ArrayList<>();
    for (Object item : takeQueue()) {
      if (item instanceof RoomDelivery delivery) {
        messages.add(delivery);
      } else {
        tell(messages);
        if (item instanceof Arrival arrival) {
          guarded(() -> admit(arrival));
        } else {
          each(seat -> seat.resync((Position) item));
        }
      }
    }
    tell(messages);
    reportBroken();
  }

  private void tell(List<RoomDelivery> messages) {
    if (messages.isEmpty()) {
      return;
    }
    List<RoomDelivery> same = List.copyOf(messages);
    messages.clear();
    int subscribers = each(seat -> seat.hear(same));
    for (RoomDelivery message : same) {
      message.countSubscribers(subscribers);
      message.release();
    }
  }

  private void admit(Arrival arrival) {
    if (!arrival.seat.isLeft()) {
      seats.add(arrival.seat);
      arrival.seat.begin(arrival.at).ifPresent(since -> room.readMissed(arrival.seat, since));
    }
  }

  /** A seat may be given back, or another one taken, by whoever is served. */
  private int each(Consumer<Seat> act) {
    List<Seat> now = List.copyOf(seats);
    now.forEach(seat -> guarded(() -> act.accept(seat)));
    return now.size();
  }

  /** A subscriber that throws takes nothing from the others. */
  private void guarded(Runnable act) {
    try {
      act.run();
    } catch (RuntimeException e) {
      broken = e;
    }
  }

  /** For the executor to report, once everybody has been served. */
  private void reportBroken() {
    RuntimeException thrown = broken;
    broken = null;
    if (thrown != null) {
      throw thrown;
    }
  }

  void remove(Seat seat) {
    seats.remove(seat);
  }

  /** A seat that is taken, and the position from which on it hears. */
  record Arrival(Seat seat, Position at) {}
}
