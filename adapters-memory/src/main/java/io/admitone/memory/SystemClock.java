package io.admitone.memory;

import io.admitone.domain.time.Clock;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * This machine's time of day, which stands still where the machine's clock is set back.
 *
 * <p>Thread-safe.
 */
public final class SystemClock implements Clock {
  private final Supplier<Instant> wallClock;
  private final AtomicReference<Instant> latest = new AtomicReference<>(Instant.MIN);

  public SystemClock() {
    this(Instant::now);
  }

  SystemClock(Supplier<Instant> wallClock) {
    this.wallClock = wallClock;
  }

  @Override
  public Instant now() {
    return latest.accumulateAndGet(wallClock.get(), (last, now) -> now.isAfter(last) ? now : last);
  }
}
