package io.admitone.contract;

import io.admitone.domain.room.Position;
import io.admitone.domain.room.RoomListener;
import io.admitone.domain.room.RoomMessage;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** A listener that remembers what it heard. */
class Ear implements RoomListener {
  private final List<Object> heard = new CopyOnWriteArrayList<>();
  private final AtomicInteger callers = new AtomicInteger();
  private volatile boolean overlapped;

  @Override
  public void onMessage(RoomMessage message) {
    hear(message);
  }

  @Override
  public void onResync(Position from) {
    hear(from);
  }

  private void hear(Object what) {
    overlapped |= callers.incrementAndGet() > 1;
    heard.add(what);
    dwell();
    callers.decrementAndGet();
  }

  /** Gives another caller time to come in, if one may. */
  void dwell() {
    Thread.yield();
  }

  boolean wasCalledTwiceAtOnce() {
    return overlapped;
  }

  List<RoomMessage> messages() {
    return heard.stream()
        .filter(RoomMessage.class::isInstance)
        .map(RoomMessage.class::cast)
        .toList();
  }

  List<Position> resyncs() {
    return heard.stream().filter(Position.class::isInstance).map(Position.class::cast).toList();
  }

  /** How many things were heard. */
  int count() {
    return heard.size();
  }

  /** The last position that this listener knows of, having begun at the given one. */
  Position end(Position from) {
    Position end = from;
    for (Object one : heard) {
      end = one instanceof RoomMessage message ? message.position() : (Position) one;
    }
    return end;
  }

  /** Whether each message comes right after the one before it, or after a resync. */
  boolean isWithoutAGapFrom(Position from) {
    Position here = from;
    for (Object one : heard) {
      if (one instanceof RoomMessage message) {
        if (!message.position().isRightAfter(here)) {
          return false;
        }
        here = message.position();
      } else {
        here = (Position) one;
      }
    }
    return true;
  }

  /** What was heard, in words. */
  String words() {
    return heard.stream()
        .map(one -> one instanceof RoomMessage m ? m.position().toString() : "resync to " + one)
        .collect(Collectors.joining(", ", "[", "]"));
  }
}
