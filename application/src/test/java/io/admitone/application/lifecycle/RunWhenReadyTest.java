package io.admitone.application.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.admitone.application.People;
import io.admitone.application.RecordedTelemetry;
import io.admitone.application.telemetry.TelemetryEvent.WaitingTaskFailed;
import io.admitone.domain.readiness.Readiness;
import io.admitone.domain.readiness.ReadinessChange;
import io.admitone.domain.readiness.ReadinessProbe;
import io.admitone.domain.readiness.ReadinessProbe.Subscription;
import io.admitone.domain.readiness.ReadinessSource;
import io.admitone.domain.readiness.StoreState;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class RunWhenReadyTest {
  private static final Executor AT_ONCE = Runnable::run;

  private final ReadinessSource store =
      new ReadinessSource("store", StoreState.DISCONNECTED, () -> People.NOON, thrown -> {});
  private final RecordedTelemetry telemetry = new RecordedTelemetry();
  private final List<String> ran = new ArrayList<>();
  private final RunWhenReady work = new RunWhenReady(store, AT_ONCE, telemetry);

  @Test
  void runsAtOnceWhereTheStoreIsReady() {
    returns();

    work.once("a", task("a"));

    assertThat(ran).containsExactly("a");
  }

  @Test
  void waitsForTheFirstReturnAndRunsOnce() {
    work.once("a", task("a"));
    assertThat(ran).isEmpty();

    returns();
    isLost();
    returns();

    assertThat(ran).containsExactly("a");
  }

  @Test
  void runsOnceAlsoWhereTheStoreWasReadyFromTheBeginning() {
    returns();
    work.once("a", task("a"));

    isLost();
    returns();

    assertThat(ran).containsExactly("a");
  }

  @Test
  void runsAtEveryReturnWhereThatIsAskedFor() {
    returns();
    work.everyTime("a", task("a"));
    isLost();
    returns();
    isLost();
    assertThat(ran).containsExactly("a", "a");

    returns();

    assertThat(ran).containsExactly("a", "a", "a");
  }

  @Test
  void doesNotRunForStepsThatChangeNobodysReadiness() {
    work.everyTime("a", task("a"));

    store.moveTo(StoreState.CONNECTING, 1, Optional.empty());
    store.moveTo(StoreState.FAILED, 20, Optional.of("gone"));

    assertThat(ran).isEmpty();
  }

  @Test
  void reportsATaskThatThrowsAndRunsTheOthers() {
    work.everyTime(
        "broken",
        () -> {
          throw new IllegalStateException("a secret");
        });
    work.everyTime(
        "worse",
        () -> {
          throw new StackOverflowError("a secret");
        });
    work.everyTime("sound", task("sound"));

    returns();
    isLost();
    returns();

    assertThat(ran).containsExactly("sound", "sound");
    WaitingTaskFailed broken = new WaitingTaskFailed("broken", "IllegalStateException");
    WaitingTaskFailed worse = new WaitingTaskFailed("worse", "StackOverflowError");
    assertThat(telemetry.events).containsExactly(broken, worse, broken, worse);
  }

  @Test
  void runsNothingThatWasCalledOff() {
    Subscription once = work.once("a", task("a"));
    Subscription again = work.everyTime("b", task("b"));
    work.once("c", task("c"));

    once.cancel();
    again.cancel();
    again.cancel();
    returns();

    assertThat(ran).containsExactly("c");
  }

  @Test
  void neverRunsATaskBesideItself() {
    ArrayDeque<Runnable> handedOver = new ArrayDeque<>();
    RunWhenReady later = new RunWhenReady(store, handedOver::add, telemetry);
    later.everyTime(
        "a",
        () -> {
          ran.add("a");
          if (ran.size() == 1) {
            isLost();
            returns();
            isLost();
            returns();
          }
        });
    returns();

    handedOver.remove().run();

    assertThat(ran).containsExactly("a", "a");
    assertThat(handedOver).isEmpty();
  }

  @Test
  void runsAgainAfterARunIsOver() {
    ArrayDeque<Runnable> handedOver = new ArrayDeque<>();
    new RunWhenReady(store, handedOver::add, telemetry).everyTime("a", task("a"));

    returns();
    handedOver.remove().run();
    isLost();
    returns();
    handedOver.remove().run();

    assertThat(ran).containsExactly("a", "a");
  }

  @Test
  void lettingGoOfTheExecutorIsNoFailure() {
    Executor stopped =
        task -> {
          throw new RejectedExecutionException();
        };

    new RunWhenReady(store, stopped, telemetry).once("a", task("a"));
    returns();

    assertThat(ran).isEmpty();
    assertThat(telemetry.events).isEmpty();
  }

  @Test
  void countsAReturnOnceWhoseWordComesAfterTheState() {
    LateProbe probe = new LateProbe();
    RunWhenReady tardy = new RunWhenReady(probe, AT_ONCE, telemetry);
    probe.state = StoreState.CONNECTED;
    tardy.everyTime("a", task("a"));

    probe.tell(StoreState.DISCONNECTED, StoreState.CONNECTING);
    probe.tell(StoreState.CONNECTING, StoreState.CONNECTED);
    assertThat(ran).containsExactly("a");
    probe.tell(StoreState.CONNECTED, StoreState.DISCONNECTED);
    probe.tell(StoreState.DISCONNECTED, StoreState.CONNECTED);

    assertThat(ran).containsExactly("a", "a");
  }

  @Test
  void leavesItToTheNextReturnWhereTheLossIsHeardFirst() {
    LateProbe probe = new LateProbe();
    probe.state = StoreState.CONNECTED;
    // The subscription is not over when the word of a loss arrives, and the state is old news.
    probe.onSubscribe = () -> probe.tell(StoreState.CONNECTED, StoreState.DISCONNECTED);
    new RunWhenReady(probe, AT_ONCE, telemetry).once("a", task("a"));
    assertThat(ran).isEmpty();

    probe.tell(StoreState.DISCONNECTED, StoreState.CONNECTED);

    assertThat(ran).containsExactly("a");
  }

  private Runnable task(String name) {
    return () -> ran.add(name);
  }

  private void returns() {
    store.moveTo(StoreState.CONNECTED, 0, Optional.empty());
  }

  private void isLost() {
    store.moveTo(StoreState.DISCONNECTED, 0, Optional.of("lost"));
  }

  /** Tells of changes when the test says, as another thread may. */
  private static final class LateProbe implements ReadinessProbe {
    private StoreState state = StoreState.DISCONNECTED;
    private Runnable onSubscribe = () -> {};
    private Consumer<ReadinessChange> listener = change -> {};

    private void tell(StoreState from, StoreState to) {
      listener.accept(new ReadinessChange(readiness(from), readiness(to)));
    }

    private static Readiness readiness(StoreState state) {
      return new Readiness(state, People.NOON, 0, Optional.empty());
    }

    @Override
    public String dependency() {
      return "late";
    }

    @Override
    public Readiness current() {
      return readiness(state);
    }

    @Override
    public List<ReadinessChange> history() {
      return List.of();
    }

    @Override
    public Subscription subscribe(Consumer<ReadinessChange> heard) {
      listener = heard;
      onSubscribe.run();
      return () -> {};
    }
  }
}
