package io.admitone.bootstrap;

import io.admitone.domain.readiness.ReadinessSource;
import io.admitone.domain.readiness.StoreState;
import io.admitone.http.OutageDrill;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * Makes the memory store look as if it were gone. Everything that needs a store asks for readiness
 * first, so that nothing else has to be pretended.
 */
final class MemoryOutage implements OutageDrill {
  private final ReadinessSource readiness;
  private final Function<Duration, Executor> later;

  /** The number of the latest drill: an earlier one must not end it. */
  private final AtomicLong drills = new AtomicLong();

  /**
   * @param later runs what it is given after that time
   */
  MemoryOutage(ReadinessSource readiness, Function<Duration, Executor> later) {
    this.readiness = readiness;
    this.later = later;
  }

  @Override
  public void begin(Duration length) {
    long mine = drills.incrementAndGet();
    readiness.moveTo(StoreState.DISCONNECTED, 1, Optional.of("taken away by a drill"));
    later.apply(length).execute(() -> endIfLatest(mine));
  }

  @Override
  public void end() {
    drills.incrementAndGet();
    giveBack();
  }

  private void endIfLatest(long drill) {
    if (drills.compareAndSet(drill, drill + 1)) {
      giveBack();
    }
  }

  private void giveBack() {
    readiness.moveTo(StoreState.CONNECTED, 0, Optional.empty());
  }
}
