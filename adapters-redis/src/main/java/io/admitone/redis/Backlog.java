package io.admitone.redis;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The messages that have come and wait for the loop: so many bytes and no more. What is beyond is
 * thrown away, and its room looks into history when the loop has caught up. Thread-safe.
 */
final class Backlog {
  static final long MAX_BYTES = 16L << 20;

  /** What a message costs beside its bytes. */
  private static final int OVERHEAD = 256;

  private final LinkLoop loop;
  private final AtomicLong bytes = new AtomicLong();
  private final Set<RoomChannel> doubtful = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean settling = new AtomicBoolean();

  Backlog(LinkLoop loop) {
    this.loop = loop;
  }

  /**
   * Lets a room hear a message on the loop, or doubt.
   *
   * @param size of the message in bytes
   */
  void add(RoomChannel room, int size, Runnable hear) {
    long cost = size + OVERHEAD;
    if (bytes.addAndGet(cost) > MAX_BYTES) {
      bytes.addAndGet(-cost);
      drop(room);
    } else {
      loop.run(
          () -> {
            bytes.addAndGet(-cost);
            hear.run();
          });
    }
  }

  private void drop(RoomChannel room) {
    doubtful.add(room);
    if (settling.compareAndSet(false, true)) {
      loop.run(this::settle);
    }
  }

  private void settle() {
    settling.set(false);
    List<RoomChannel> rooms = List.copyOf(doubtful);
    rooms.forEach(doubtful::remove);
    rooms.forEach(RoomChannel::doubt);
  }
}
