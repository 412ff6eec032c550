package io.admitone.contract;

import io.admitone.domain.readiness.Readiness;
import io.admitone.domain.readiness.ReadinessChange;
import io.admitone.domain.readiness.StoreState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Probes with one fault each, and the cases that must turn red for it. */
final class BrokenProbes {
  private BrokenProbes() {}

  /** A probe with one fault. */
  record BrokenProbe(String fault, Supplier<RightProbe> probe, Set<String> red) {
    private static BrokenProbe of(String fault, Supplier<RightProbe> probe, String... red) {
      return new BrokenProbe(fault, probe, Set.of(red));
    }
  }

  static List<BrokenProbe> all() {
    return List.of(
        BrokenProbe.of(
            "asks the store each time", AsksEachTime::new, "tellsItsStateWithoutAskingTheStore"),
        BrokenProbe.of(
            "reads its state under a lock", Locked::new, "tellsItsStateWhileASubscriberIsBusy"),
        BrokenProbe.of(
            "is always ready",
            AlwaysReady::new,
            "followsTheStoreAwayAndBackAgain",
            "isNotHarmedByASubscriberThatThrows",
            "keepsTwoSubscriptionsOfOneListenerApart",
            "remembersTheLatestTwentyChanges",
            "tellsASubscriberOnlyOfWhatComesAfterIt",
            "tellsEachChangeOnceAndInOrder",
            "tellsItsStateWhileASubscriberIsBusy",
            "tellsNothingToASubscriberThatHasCancelled",
            "tellsTheInstantOfEachChangeInOrder"),
        BrokenProbe.of(
            "stays down once it was down",
            StaysDown::new,
            "followsTheStoreAwayAndBackAgain",
            "isNotHarmedByASubscriberThatThrows",
            "remembersTheLatestTwentyChanges",
            "tellsASubscriberOnlyOfWhatComesAfterIt",
            "tellsEachChangeOnceAndInOrder",
            "tellsNothingToASubscriberThatHasCancelled",
            "tellsTheInstantOfEachChangeInOrder"),
        BrokenProbe.of(
            "notices a loss too late",
            NoticesLate::new,
            "followsTheStoreAwayAndBackAgain",
            "isNotHarmedByASubscriberThatThrows",
            "keepsTwoSubscriptionsOfOneListenerApart",
            "remembersTheLatestTwentyChanges",
            "tellsASubscriberOnlyOfWhatComesAfterIt",
            "tellsEachChangeOnceAndInOrder",
            "tellsItsStateWhileASubscriberIsBusy",
            "tellsNothingToASubscriberThatHasCancelled",
            "tellsTheInstantOfEachChangeInOrder"),
        hearing(
            "tells each change twice",
            listener -> listener.andThen(listener),
            "remembersTheLatestTwentyChanges",
            "tellsEachChangeOnceAndInOrder"),
        hearing(
            "tells changes in the wrong order",
            Swapping::new,
            "isNotHarmedByASubscriberThatThrows",
            "remembersTheLatestTwentyChanges",
            "tellsASubscriberOnlyOfWhatComesAfterIt",
            "tellsEachChangeOnceAndInOrder",
            "tellsNothingToASubscriberThatHasCancelled",
            "tellsTheInstantOfEachChangeInOrder"),
        hearing(
            "leaves out what comes between",
            BrokenProbes::onlyReady,
            "remembersTheLatestTwentyChanges",
            "tellsEachChangeOnceAndInOrder"),
        BrokenProbe.of(
            "makes changes up",
            MakesUp::new,
            "remembersTheLatestTwentyChanges",
            "saysNothingWhileNothingChanges",
            "tellsEachChangeOnceAndInOrder",
            "tellsItsStateWhileASubscriberIsBusy"),
        BrokenProbe.of(
            "tells a new subscriber the latest change",
            TellsThePast::new,
            "tellsASubscriberOnlyOfWhatComesAfterIt"),
        BrokenProbe.of(
            "tells only its latest subscriber", OnlyLatest::new, "tellsEachChangeOnceAndInOrder"),
        BrokenProbe.of(
            "goes on after a cancel",
            IgnoresCancel::new,
            "tellsNothingToASubscriberThatHasCancelled"),
        BrokenProbe.of(
            "cancels every subscription of a listener",
            CancelsAll::new,
            "keepsTwoSubscriptionsOfOneListenerApart"),
        BrokenProbe.of(
            "ends with a subscriber that throws",
            EndsWithThrower::new,
            "isNotHarmedByASubscriberThatThrows"),
        BrokenProbe.of(
            "bears exceptions and no errors",
            BearsNoErrors::new,
            "isNotHarmedByASubscriberThatThrows"),
        BrokenProbe.of(
            "remembers ten changes", RemembersTen::new, "remembersTheLatestTwentyChanges"),
        BrokenProbe.of(
            "remembers the newest first",
            NewestFirst::new,
            "remembersTheLatestTwentyChanges",
            "tellsEachChangeOnceAndInOrder"),
        BrokenProbe.of(
            "dates a change by a clock that jumps back",
            JumpsBack::new,
            "tellsTheInstantOfEachChangeInOrder"),
        BrokenProbe.of(
            "counts tries while connected", CountsOn::new, "reportsAStoreThatIsThereAsReady"));
  }

  private static BrokenProbe hearing(
      String fault, UnaryOperator<Consumer<ReadinessChange>> ear, String... red) {
    return BrokenProbe.of(
        fault,
        () ->
            new RightProbe() {
              @Override
              public Subscription subscribe(Consumer<ReadinessChange> listener) {
                return super.subscribe(ear.apply(listener));
              }
            },
        red);
  }

  private static Consumer<ReadinessChange> onlyReady(Consumer<ReadinessChange> listener) {
    return change -> {
      if (change.becameReady() || change.wasLost()) {
        listener.accept(change);
      }
    };
  }

  static final class AsksEachTime extends RightProbe {
    @Override
    public Readiness current() {
      askStore();
      return super.current();
    }
  }

  static final class Locked extends RightProbe {
    @Override
    public synchronized Readiness current() {
      return super.current();
    }

    @Override
    protected synchronized void moveTo(StoreState state) {
      super.moveTo(state);
    }
  }

  static final class AlwaysReady extends RightProbe {
    @Override
    protected void moveTo(StoreState state) {}
  }

  static final class StaysDown extends RightProbe {
    @Override
    void bringBack() {}
  }

  /** Looks after the store less often than it promises. */
  static final class NoticesLate extends RightProbe {
    @Override
    void lose() {
      Call.inBackground(
          () -> {
            Poll.until(Duration.ofSeconds(1), () -> false);
            super.lose();
          });
    }
  }

  /** Delivers in pairs, the later one first. */
  static final class Swapping implements Consumer<ReadinessChange> {
    private final Consumer<ReadinessChange> listener;
    private final AtomicReference<ReadinessChange> held = new AtomicReference<>();

    Swapping(Consumer<ReadinessChange> listener) {
      this.listener = listener;
    }

    @Override
    public void accept(ReadinessChange change) {
      if (change.to().state() == StoreState.CONNECTING) {
        held.set(change);
        return;
      }
      listener.accept(change);
      Optional.ofNullable(held.getAndSet(null)).ifPresent(listener);
    }
  }

  static final class MakesUp extends RightProbe {
    private final List<Consumer<ReadinessChange>> listeners = new CopyOnWriteArrayList<>();

    @Override
    public Readiness current() {
      Readiness now = super.current();
      listeners.forEach(listener -> listener.accept(new ReadinessChange(now, now)));
      return now;
    }

    @Override
    public Subscription subscribe(Consumer<ReadinessChange> listener) {
      listeners.add(listener);
      Subscription kept = super.subscribe(listener);
      return () -> {
        listeners.remove(listener);
        kept.cancel();
      };
    }
  }

  static final class TellsThePast extends RightProbe {
    @Override
    public Subscription subscribe(Consumer<ReadinessChange> listener) {
      List<ReadinessChange> past = history();
      if (!past.isEmpty()) {
        listener.accept(past.get(past.size() - 1));
      }
      return super.subscribe(listener);
    }
  }

  static final class OnlyLatest extends RightProbe {
    private Subscription latest = () -> {};

    @Override
    public Subscription subscribe(Consumer<ReadinessChange> listener) {
      latest.cancel();
      latest = super.subscribe(listener);
      return latest;
    }
  }

  static final class IgnoresCancel extends RightProbe {
    @Override
    public Subscription subscribe(Consumer<ReadinessChange> listener) {
      super.subscribe(listener);
      return () -> {};
    }
  }

  static final class CancelsAll extends RightProbe {
    private final List<Consumer<ReadinessChange>> listeners = new CopyOnWriteArrayList<>();

    @Override
    public Subscription subscribe(Consumer<ReadinessChange> listener) {
      listeners.add(listener);
      super.subscribe(
          change -> {
            if (listeners.contains(listener)) {
              listener.accept(change);
            }
          });
      return () -> listeners.removeIf(listener::equals);
    }
  }

  static final class EndsWithThrower extends RightProbe {
    private final List<Consumer<ReadinessChange>> listeners = new CopyOnWriteArrayList<>();

    EndsWithThrower() {
      super.subscribe(
          change -> {
            try {
              listeners.forEach(listener -> listener.accept(change));
            } catch (RuntimeException | Error e) {
              listeners.clear();
            }
          });
    }

    @Override
    public Subscription subscribe(Consumer<ReadinessChange> listener) {
      Consumer<ReadinessChange> own = listener::accept;
      listeners.add(own);
      return () -> listeners.remove(own);
    }
  }

  static final class BearsNoErrors extends RightProbe {
    private volatile boolean dead;

    @Override
    protected void moveTo(StoreState state) {
      if (!dead) {
        super.moveTo(state);
      }
    }

    @Override
    public Subscription subscribe(Consumer<ReadinessChange> listener) {
      return super.subscribe(
          change -> {
            try {
              listener.accept(change);
            } catch (Error e) {
              dead = true;
            }
          });
    }
  }

  static final class RemembersTen extends RightProbe {
    @Override
    public List<ReadinessChange> history() {
      List<ReadinessChange> all = super.history();
      return all.subList(Math.max(0, all.size() - 10), all.size());
    }
  }

  static final class NewestFirst extends RightProbe {
    @Override
    public List<ReadinessChange> history() {
      List<ReadinessChange> all = new ArrayList<>(super.history());
      Collections.reverse(all);
      return all;
    }
  }

  static final class JumpsBack extends RightProbe {
    @Override
    public Subscription subscribe(Consumer<ReadinessChange> listener) {
      return super.subscribe(
          change -> listener.accept(new ReadinessChange(change.from(), early(change.to()))));
    }

    private static Readiness early(Readiness to) {
      return new Readiness(to.state(), Instant.EPOCH, to.attempts(), to.lastError());
    }

    @Override
    public List<ReadinessChange> history() {
      return super.history().stream()
          .map(change -> new ReadinessChange(change.from(), early(change.to())))
          .toList();
    }
  }

  static final class CountsOn extends RightProbe {
    @Override
    public Readiness current() {
      Readiness now = super.current();
      return new Readiness(now.state(), now.since(), now.attempts() + 3, now.lastError());
    }
  }
}
