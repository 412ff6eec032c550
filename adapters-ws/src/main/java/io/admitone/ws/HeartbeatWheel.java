package io.admitone.ws;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * A hashed timing wheel (Varghese and Lauck, 1987): putting off, moving and ending a deadline take
 * the same time whether ten or ten thousand wait, and cost no object, since an entry carries its
 * own links.
 *
 * <p>Pure: it knows no clock and no thread, and moves when it is told the time. A deadline is never
 * met early, and late by less than a tick after the time it is told. Not thread-safe.
 */
final class HeartbeatWheel {
  private static final int SLOTS = 512;

  /** Where entries wait that are being fired; a list of its own, so that they can still leave. */
  private static final int DUE = SLOTS;

  private static final int NOWHERE = -1;

  private final Entry[] heads = new Entry[SLOTS + 1];
  private final long tickNanos;
  private final long startedAt;
  private final Consumer<RuntimeException> broken;
  private long currentTick;
  private int size;

  /**
   * @param tick the wheel's precision
   * @param now the time at which it starts, of a monotonic clock in nanoseconds
   * @param broken told of what an entry threw, which keeps no other entry from its turn
   */
  HeartbeatWheel(Duration tick, long now, Consumer<RuntimeException> broken) {
    this.tickNanos = tick.toNanos();
    this.startedAt = now;
    this.broken = broken;
  }

  /** Sets or moves the one deadline of an entry; one that has passed is met at the next tick. */
  void schedule(Entry entry, long due) {
    cancel(entry);
    long tick = (due - startedAt + tickNanos - 1) / tickNanos;
    entry.tick = Math.max(tick, currentTick + 1);
    link(entry, (int) (entry.tick % SLOTS));
    size++;
  }

  /** Takes an entry off; does nothing if it has no deadline. */
  void cancel(Entry entry) {
    if (entry.slot != NOWHERE) {
      unlink(entry);
      size--;
    }
  }

  /** Meets every deadline up to now, each entry once. */
  void advanceTo(long now) {
    long tick = (now - startedAt) / tickNanos;
    long passed = Math.min(tick - currentTick, SLOTS);
    for (long i = 1; i <= passed; i++) {
      collectDue((int) ((currentTick + i) % SLOTS), tick);
    }
    currentTick = Math.max(tick, currentTick);
    for (Entry entry = heads[DUE]; entry != null; entry = heads[DUE]) {
      cancel(entry);
      fire(entry, now);
    }
  }

  boolean isEmpty() {
    return size == 0;
  }

  private void collectDue(int slot, long tick) {
    Entry entry = heads[slot];
    while (entry != null) {
      Entry next = entry.next;
      // The others share the slot and wait for a later turn of the wheel.
      if (entry.tick <= tick) {
        unlink(entry);
        link(entry, DUE);
      }
      entry = next;
    }
  }

  private void fire(Entry entry, long now) {
    try {
      entry.due(now);
    } catch (RuntimeException e) {
      broken.accept(e);
    }
  }

  private void link(Entry entry, int slot) {
    Entry head = heads[slot];
    entry.slot = slot;
    entry.next = head;
    if (head != null) {
      head.previous = entry;
    }
    heads[slot] = entry;
  }

  private void unlink(Entry entry) {
    if (entry.previous == null) {
      heads[entry.slot] = entry.next;
    } else {
      entry.previous.next = entry.next;
    }
    if (entry.next != null) {
      entry.next.previous = entry.previous;
    }
    entry.previous = null;
    entry.next = null;
    entry.slot = NOWHERE;
  }

  /** Something with at most one deadline, on one wheel. */
  abstract static class Entry {
    private Entry previous;
    private Entry next;
    private long tick;
    private int slot = NOWHERE;

    /** The deadline has come. The entry is off the wheel and may set the next one. */
    abstract void due(long now);
  }
}
