package io.admitone.contract;

import io.admitone.contract.AnyClockContract.RightClock;
import io.admitone.contract.AnyClockContract.World;
import io.admitone.domain.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** Clocks with one fault each, and the cases that must turn red for it. */
final class BrokenClocks {
  private BrokenClocks() {}

  /** A clock with one fault. */
  record BrokenClock(String fault, Function<World, Clock> clock, Set<String> red) {
    private static BrokenClock of(String fault, Function<World, Clock> clock, String... red) {
      return new BrokenClock(fault, clock, Set.of(red));
    }
  }

  static List<BrokenClock> all() {
    return List.of(
        BrokenClock.of(
            "jitters", Jitters::new, "neverRunsBackwards", "neverRunsBackwardsBetweenThreads"),
        BrokenClock.of(
            "differs from thread to thread", Differs::new, "neverRunsBackwardsBetweenThreads"),
        BrokenClock.of(
            "is the machine's, of whatever store",
            world -> world::machine,
            "doesNotRunBackwardsWhenTheMachinesClockIsSetBack",
            "tellsTheTimeOfTheStore"),
        BrokenClock.of(
            "follows the machine back",
            FollowsTheMachine::new,
            "doesNotRunBackwardsWhenTheMachinesClockIsSetBack"),
        BrokenClock.of("stands still", StandsStill::new, "goesOn"),
        BrokenClock.of(
            "asks the store for each reading",
            world -> world::askStore,
            "tellsTheTimeWithoutAskingTheStore"),
        BrokenClock.of(
            "starts at an hour of its own",
            OwnHour::new,
            "agreesWithAnotherClockOfTheSameStore",
            "tellsTheTimeOfTheStore"));
  }

  static final class Jitters extends RightClock {
    private final AtomicInteger readings = new AtomicInteger();

    Jitters(World world) {
      super(world);
    }

    @Override
    public Instant now() {
      return super.now().minusMillis(readings.incrementAndGet() % 100 == 0 ? 50 : 0);
    }
  }

  /** A cache a thread, as it is tempting for speed. */
  static final class Differs extends RightClock {
    private final ThreadLocal<Instant> cached = ThreadLocal.withInitial(super::now);

    Differs(World world) {
      super(world);
    }

    @Override
    public Instant now() {
      Instant mine = cached.get();
      Instant now = super.now();
      if (Duration.between(mine, now).toMillis() > 2) {
        cached.set(now);
      }
      return mine;
    }
  }

  static final class FollowsTheMachine extends RightClock {
    private final World world;
    private final Duration storeAhead;

    FollowsTheMachine(World world) {
      super(world);
      this.world = world;
      this.storeAhead = Duration.between(world.machine(), super.now());
    }

    @Override
    public Instant now() {
      return world.machine().plus(storeAhead);
    }
  }

  static final class StandsStill extends RightClock {
    private final Instant only = super.now();

    StandsStill(World world) {
      super(world);
    }

    @Override
    public Instant now() {
      return only;
    }
  }

  static final class OwnHour extends RightClock {
    private static final AtomicInteger OPENED = new AtomicInteger();

    private final int hours = OPENED.incrementAndGet();

    OwnHour(World world) {
      super(world);
    }

    @Override
    public Instant now() {
      return super.now().plus(Duration.ofHours(hours));
    }
  }
}
