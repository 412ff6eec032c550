package io.admitone.redis.rig;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/** One direction of all connections of a {@link FaultProxy}, and what is wrong with it. */
final class Flow {
  private static final long UNLIMITED = Long.MAX_VALUE;
  private final AtomicLong carried = new AtomicLong();
  private boolean frozen;
  private long delayNanos;
  private long nanosPerByte;
  private long bytesLeft = UNLIMITED;

  /** The limit of bytes was reached here: the connection must end. */
  static final class LimitReached extends IOException {
    private static final long serialVersionUID = 1L;
  }

  synchronized void freeze() {
    frozen = true;
  }

  synchronized void delay(Duration delay) {
    delayNanos = delay.toNanos();
  }

  synchronized void trickle(Duration perByte) {
    nanosPerByte = perByte.toNanos();
  }

  synchronized void limit(long bytes) {
    bytesLeft = bytes;
  }

  synchronized void heal() {
    frozen = false;
    delayNanos = 0;
    nanosPerByte = 0;
    bytesLeft = UNLIMITED;
    notifyAll();
  }

  /** Lets those who wait see that their connection is over. */
  synchronized void wake() {
    notifyAll();
  }

  long carried() {
    return carried.get();
  }

  /**
   * Writes as the faults of this direction let it; what is held back is written when they end.
   *
   * @param over whether the connection has ended, so that there is nothing to wait for
   * @throws LimitReached after the last byte that may pass
   */
  void carry(byte[] bytes, OutputStream out, BooleanSupplier over) throws IOException {
    pause(delayNanos(), over);
    int next = 0;
    while (next < bytes.length) {
      awaitThaw(over);
      int length = allowed(bytes.length - next);
      if (over.getAsBoolean()) {
        return;
      }
      // Counted first: whoever has read a byte finds it counted.
      carried.addAndGet(length);
      out.write(bytes, next, length);
      next += length;
      endAtLimit();
      pause(next < bytes.length ? nanosPerByte() : 0, over);
    }
  }

  private synchronized int allowed(int wanted) {
    int length = (int) Math.min(nanosPerByte > 0 ? 1 : wanted, bytesLeft);
    bytesLeft -= bytesLeft == UNLIMITED ? 0 : length;
    return length;
  }

  private synchronized void endAtLimit() throws LimitReached {
    if (bytesLeft == 0) {
      bytesLeft = UNLIMITED;
      throw new LimitReached();
    }
  }

  private synchronized long delayNanos() {
    return delayNanos;
  }

  private synchronized long nanosPerByte() {
    return nanosPerByte;
  }

  private synchronized void awaitThaw(BooleanSupplier over) {
    while (frozen && !over.getAsBoolean()) {
      await(0);
    }
  }

  /** Ends early when the flow heals. */
  private synchronized void pause(long nanos, BooleanSupplier over) {
    long end = System.nanoTime() + nanos;
    boolean healthy = delayNanos == 0 && nanosPerByte == 0;
    for (long left = nanos; left > 0 && !healthy && !over.getAsBoolean(); ) {
      await(left);
      left = end - System.nanoTime();
      healthy = delayNanos == 0 && nanosPerByte == 0;
    }
  }

  private void await(long nanos) {
    try {
      if (nanos == 0) {
        wait();
      } else {
        wait(nanos / 1_000_000, (int) (nanos % 1_000_000));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
