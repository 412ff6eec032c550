package io.admitone.application.ticket;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Spreads a storm before it reaches the upgrade: each ticket reserves the next free slot of a fixed
 * rate, and the page that got it is told how long to wait (the generic cell rate algorithm, ITU-T
 * I.371).
 *
 * <p>Thread-safe.
 */
public final class AdmissionSlots {
  /** No rate: nobody has to wait. */
  public static final AdmissionSlots OFF = new AdmissionSlots(0, Duration.ZERO, () -> 0);

  private final long nanosPerSlot;
  private final long maxWaitNanos;
  private final LongSupplier nanoTime;
  private long nextFree;

  /**
   * @param perSecond sockets a second; 0 for no limit
   * @param maxWait the longest wait that is ever advised: a ticket must outlive its slot
   */
  public AdmissionSlots(int perSecond, Duration maxWait, LongSupplier nanoTime) {
    this.nanosPerSlot = perSecond == 0 ? 0 : Duration.ofSeconds(1).toNanos() / perSecond;
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
    Duration wait = Duration.ofMillis(Duration.ofNanos(nanos).toMillis());
    return wait.isZero() ? Optional.empty() : Optional.of(wait);
  }
}
