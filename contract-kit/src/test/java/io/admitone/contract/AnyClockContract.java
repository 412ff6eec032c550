package io.admitone.contract;

import io.admitone.domain.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/** The contract of whatever clock is under proof. Not named as a test: only the proof runs it. */
final class AnyClockContract extends ClockContract {
  static final AtomicReference<Function<World, Clock>> UNDER_PROOF = new AtomicReference<>();

  private final World world = new World();

  @Override
  protected Clock openClock() {
    return UNDER_PROOF.get().apply(world);
  }

  @Override
  protected boolean setMachineBack(Duration by) {
    world.machineAheadNanos.addAndGet(-by.toNanos());
    return true;
  }

  @Override
  protected Optional<Instant> timeAtTheStore() {
    return Optional.of(world.atTheStore());
  }

  @Override
  protected OptionalLong commandsSent() {
    return OptionalLong.of(world.commands.get());
  }

  /** A store, which is a day ahead of this machine, and a machine whose clock can be set. */
  static final class World {
    private static final Duration STORE_AHEAD = Duration.ofDays(1);

    private final AtomicLong machineAheadNanos = new AtomicLong();
    private final AtomicLong commands = new AtomicLong();
    private final Instant startedAt = Instant.now();
    private final long startedAtNanos = System.nanoTime();

    Instant machine() {
      return steady().plusNanos(machineAheadNanos.get());
    }

    Instant askStore() {
      commands.incrementAndGet();
      return atTheStore();
    }

    private Instant atTheStore() {
      return steady().plus(STORE_AHEAD);
    }

    private Instant steady() {
      return startedAt.plusNanos(System.nanoTime() - startedAtNanos);
    }
  }

  /** Asks the store once, and counts on from there. */
  static class RightClock implements Clock {
    private final Instant atStart;
    private final long startedAtNanos = System.nanoTime();

    RightClock(World world) {
      this.atStart = world.askStore();
    }

    @Override
    public Instant now() {
      return atStart.plusNanos(System.nanoTime() - startedAtNanos);
    }
  }
}
