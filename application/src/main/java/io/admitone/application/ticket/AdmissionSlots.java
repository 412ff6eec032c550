package io.admitone.application.ticket;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Spreads a storm before it reaches the upgrade: each ticket reserves the next free slot of a fixed
 * rate, and the page that got it is told how long to wait (the generic cell rate algorithm, ITU-T
 * I.371, without a tolerance for bursts). Beyond the longest wait nobody is spread any further.
 *
 * <p>Thread-safe.
 */
public final class AdmissionSlots {
  /** No rate: nobody has to wait. */
  public static final AdmissionSlots OFF = new AdmissionSlots(0, Duration.ZERO, () -> 0);

  private static final int NANOS_PER_SECOND = 1_000_000_000;

  private final long nanosPerSlot;
  private final long maxWaitNanos;
  private final LongSupplier nanoTime;
  private long nextFree;

  /**
   * @param perSecond sockets a second; 0 for no limit
   * @param maxWait the longest wait that is ever advised: a ticket must outlive its slot
   * @param nanoTime a monotonic clock in nanoseconds
   * @throws IllegalArgumentException if the rate is negative or above a thousand million
   */
  public AdmissionSlots(int perSecond, Duration maxWait, LongSupplier nanoTime) {
    if (perSecond < 0 || perSecond > NANOS_PER_SECOND) {
      throw new IllegalArgumentException(
          "sockets a second: 0 to " + NANOS_PER_SECOND + ", not " + perSecond);
    }
    this.nanosPerSlot = perSecond == 0 ? 0 : NANOS_PER_SECOND / perSecond;
    this.maxWaitNanos = maxWait.toNanos();
    this.nanoTime = nanoTime;
    this.nextFree = nanoTime.getAsLong();
  }

  /** Reserves a slot; empty where it is free now. */
  Optional<Duration> reserve() {
    return nanosPerSlot == 0 ? Optional.empty() : toWait(reserveNanos());
  }

  private synchronized long reserveNanos() {
    long now = nanoTime.getAsLong();
    // Compared by difference: nanoTime may overflow.
    long wait = Math.min(Math.max(nextFree - now, 0), maxWaitNanos);
    nextFree = now + wait + nanosPerSlot;
    return wait;
  }

  private static Optional<Duration> toWait(long nanos) {
    Duration wait = Duration.ofNanos(nanos).truncatedTo(ChronoUnit.MILLIS);
    return wait.isZero() ? Optional.empty() : Optional.of(wait);
  }
}
