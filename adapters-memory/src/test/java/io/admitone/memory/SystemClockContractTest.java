package io.admitone.memory;

import io.admitone.contract.ClockContract;
import io.admitone.domain.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

final class SystemClockContractTest extends ClockContract {
  private final AtomicReference<Duration> machineAhead = new AtomicReference<>(Duration.ZERO);

  @Override
  protected Clock openClock() {
    return new SystemClock(this::machine);
  }

  @Override
  protected boolean setMachineBack(Duration by) {
    machineAhead.updateAndGet(ahead -> ahead.minus(by));
    return true;
  }

  /** Where the store is this process, its time is the machine's. */
  @Override
  protected Optional<Instant> timeAtTheStore() {
    return Optional.of(machine());
  }

  private Instant machine() {
    return Instant.now().plus(machineAhead.get());
  }
}
