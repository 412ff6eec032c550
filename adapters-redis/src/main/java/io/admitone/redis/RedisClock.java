package io.admitone.redis;

import io.admitone.domain.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * The server's time of day, without asking the server each time.
 *
 * <p>Each heartbeat brings one reading of the server's clock. It was taken between the moments when
 * the question left and the answer came, so at the latter the server's time lies between the
 * reading and the reading plus the round trip. While this clock lies within, it is left alone;
 * where it does not, it is moved to the nearer end. So it is never further from the server than one
 * round trip, and the jitter of the network does not make it jitter.
 *
 * <p>Until the first reading it tells the local clock's time. It never runs backwards: where the
 * server is behind what was told before, it stands still until the server has caught up.
 * Thread-safe; a call is two reads and a comparison.
 */
final class RedisClock implements Clock {
  private static final long MICROS_PER_SECOND = TimeUnit.SECONDS.toMicros(1);
  private static final long NANOS_PER_MICRO = TimeUnit.MICROSECONDS.toNanos(1);

  private final Clock local;
  private final LongSupplier nanoTime;
  private final AtomicLong latestTold = new AtomicLong(Long.MIN_VALUE);
  private volatile Reading reading;

  /**
   * @param local for the time before the first reading
   * @param nanoTime a monotonic clock in nanoseconds
   */
  RedisClock(Clock local, LongSupplier nanoTime) {
    this.local = local;
    this.nanoTime = nanoTime;
  }

  @Override
  public Instant now() {
    Reading known = reading;
    long micros = known == null ? toMicros(local.now()) : known.at(nanoTime.getAsLong());
    return toInstant(latestTold.accumulateAndGet(micros, Math::max));
  }

  /**
   * The latest reading itself: a moment on the server's clock that has certainly passed, in
   * milliseconds since the epoch; 0 before the first.
   */
  long certainlyPastMillis() {
    Reading known = reading;
    return known == null ? 0 : TimeUnit.MICROSECONDS.toMillis(known.told);
  }

  /**
   * Takes in a reading.
   *
   * @param serverMicros the server's time since the epoch
   * @param askedAt when the question left, on the monotonic clock
   * @param answeredAt when the answer came
   */
  synchronized void learn(long serverMicros, long askedAt, long answeredAt) {
    long earliest = serverMicros;
    long latest = serverMicros + (answeredAt - askedAt) / NANOS_PER_MICRO;
    long believed = reading == null ? earliest + (latest - earliest) / 2 : reading.at(answeredAt);
    reading = new Reading(serverMicros, Math.max(earliest, Math.min(latest, believed)), answeredAt);
  }

  private static long toMicros(Instant instant) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
  }

  private static Instant toInstant(long micros) {
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, MICROS_PER_SECOND),
        Math.floorMod(micros, MICROS_PER_SECOND) * NANOS_PER_MICRO);
  }

  private record Reading(long told, long micros, long takenAt) {
    private long at(long nanos) {
      return micros + (nanos - takenAt) / NANOS_PER_MICRO;
    }
  }
}
