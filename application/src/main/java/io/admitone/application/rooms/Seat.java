package io.admitone.application.rooms;

import io.admitone.domain.room.HistoryOutcome;
import io.admitone.domain.room.Position;
import io.admitone.domain.room.RoomName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One subscriber's place in one room, and the seam between what it missed and what comes: while
 * history is read, live messages wait here, and what both brought is heard once.
 *
 * <p>Only for use on the subscriber's executor.
 */
final class Seat {
  private static final int MAX_WAITING = 1_000;

  /** Of the data of those that wait. */
  private static final int MAX_WAITING_BYTES = 1024 * 1024;

  private final RoomName room;
  private final RoomSubscriber subscriber;
  private final Optional<Position> since;
  private final Consumer<SubscribeResult> answer;

  /** Messages and positions of resyncs, in order, while history is read; else empty. */
  private List<Object> waiting = List.of();

  private int waitingBytes;
  private State state = State.NEW;

  /** The last position that the subscriber knows of. */
  private Position last;

  Seat(
      RoomName room,
      RoomSubscriber subscriber,
      Optional<Position> since,
      Consumer<SubscribeResult> answer) {
    this.room = room;
    this.subscriber = subscriber;
    this.since = since;
    this.answer = answer;
  }

  RoomSubscriber subscriber() {
    return subscriber;
  }

  boolean isLeft() {
    return state == State.LEFT;
  }

  /**
   * The room is heard from here on.
   *
   * @return the position since which history is to be read, if it is
   */
  Optional<Position> begin(Position at) {
    if (since.isEmpty() || since.get().equals(at)) {
      goLive(new SubscribeResult.Subscribed(room, at, true), at);
      return Optional.empty();
    }
    state = State.CATCHING_UP;
    waiting = new ArrayList<>(2);
    return since;
  }

  /** There will be nothing to hear. */
  void refuse(RoomRefusal why) {
    if (state != State.LEFT) {
      leave();
      answer.accept(new SubscribeResult.Refused(why));
    }
  }

  /** History was read; what waited may follow. */
  void catchUp(HistoryOutcome.Read missed) {
    if (state != State.CATCHING_UP) {
      return;
    }
    goLive(
        new SubscribeResult.Subscribed(room, missed.top(), missed.recovered()),
        missed.recovered() ? since.orElseThrow() : missed.top());
    List<RoomDelivery> old = missed.messages().stream().map(RoomDelivery::ofOne).toList();
    hear(old);
    old.forEach(RoomDelivery::release);
    hearWaiting();
  }

  private void goLive(SubscribeResult.Subscribed subscribed, Position from) {
    state = State.LIVE;
    last = from;
    answer.accept(subscribed);
  }

  private void hearWaiting() {
    List<Object> items = waiting;
    waiting = List.of();
    for (Object item : items) {
      if (item instanceof RoomDelivery delivery) {
        hear(List.of(delivery));
        delivery.release();
      } else {
        resync((Position) item);
      }
    }
  }

  /** Takes messages that follow one another. */
  void hear(List<RoomDelivery> messages) {
    if (state == State.LIVE && !messages.isEmpty()) {
      hearLive(messages);
    } else if (state == State.CATCHING_UP) {
      messages.forEach(this::keepWaiting);
    }
  }

  private void hearLive(List<RoomDelivery> messages) {
    // History may have brought the first of them; those of an epoch that is over are none of ours.
    List<RoomDelivery> fresh = isNext(messages.get(0)) ? messages : following(messages);
    if (!fresh.isEmpty()) {
      sayIfMissing(fresh.get(0));
      subscriber.onMessages(fresh);
      // Not before: a subscriber that throws has heard nothing, and is told so with the next.
      last = positionOf(fresh.get(fresh.size() - 1));
    }
  }

  /** A hole that nobody speaks of is the worst that can happen. */
  private void sayIfMissing(RoomDelivery next) {
    if (!isNext(next)) {
      Position at = positionOf(next);
      subscriber.onResync(room, new Position(at.epoch(), at.offset() - 1));
    }
  }

  private List<RoomDelivery> following(List<RoomDelivery> messages) {
    return messages.stream().filter(message -> positionOf(message).isAfter(last)).toList();
  }

  private boolean isNext(RoomDelivery message) {
    return positionOf(message).isRightAfter(last);
  }

  private static Position positionOf(RoomDelivery delivery) {
    return delivery.message().position();
  }

  private void keepWaiting(RoomDelivery message) {
    if (waiting.size() < MAX_WAITING && waitingBytes < MAX_WAITING_BYTES) {
      message.hold();
      waiting.add(message);
      waitingBytes += message.bytes();
    } else {
      // Who cannot be told everything is told so.
      dropWaiting();
      waiting.add(positionOf(message));
    }
  }

  /** What comes next follows this position. Nothing is lost to who is as far as that already. */
  void resync(Position from) {
    if (state == State.CATCHING_UP) {
      waiting.add(from);
    } else if (state == State.LIVE && !(from.equals(last) || last.isAfter(from))) {
      last = from;
      subscriber.onResync(room, from);
    }
  }

  /** Nothing more is heard. */
  void leave() {
    state = State.LEFT;
    dropWaiting();
    waiting = List.of();
  }

  private void dropWaiting() {
    for (Object item : waiting) {
      if (item instanceof RoomDelivery delivery) {
        delivery.release();
      }
    }
    if (!waiting.isEmpty()) {
      waiting.clear();
      waitingBytes = 0;
    }
  }

  private enum State {
    /** The room is not heard yet. */
    NEW,
    CATCHING_UP,
    LIVE,
    LEFT
  }
}
