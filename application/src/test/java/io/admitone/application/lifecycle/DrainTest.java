package io.admitone.application.lifecycle;

import static io.admitone.application.People.ADA;
import static org.assertj.core.api.Assertions.assertThat;

import io.admitone.application.RecordedConnection;
import io.admitone.application.RecordedConnection.Advice;
import io.admitone.application.RecordedTelemetry;
import io.admitone.application.connection.CloseCode;
import io.admitone.application.connection.OpenConnections;
import io.admitone.application.connection.SessionLimits;
import io.admitone.application.telemetry.TelemetryEvent.DrainEnded;
import io.admitone.application.telemetry.TelemetryEvent.DrainStarted;
import io.admitone.application.telemetry.TelemetryEvent.SendFailed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class DrainTest {
  private static final Duration DELAY = Duration.ofSeconds(5);
  private static final Duration WINDOW = Duration.ofSeconds(10);
  private static final Duration CLOSE_WAIT = Duration.ofSeconds(2);
  private static final Duration MS = Duration.ofMillis(1);
  private static final long SEED = 20260101;

  private final ServiceState state = new ServiceState();
  private final OpenConnections connections = new OpenConnections(new SessionLimits(1_000, false));
  private final HandDrivenScheduler scheduler = new HandDrivenScheduler();
  private final RecordedTelemetry telemetry = new RecordedTelemetry();
  private final List<Long> goodbyesAtMs = new ArrayList<>();
  private DrainPolicy policy = new DrainPolicy(DELAY, WINDOW, CLOSE_WAIT);

  @Test
  void refusesReadinessAtOnceAndIsQuietUntilTheDelayIsOver() {
    RecordedConnection socket = open();

    CompletableFuture<Void> done = start();
    scheduler.pass(DELAY.minus(MS));

    assertThat(state.isDraining()).isTrue();
    assertThat(socket.advices).isEmpty();
    assertThat(done).isNotDone();
    assertThat(telemetry.only(DrainStarted.class)).isEqualTo(new DrainStarted(1, DELAY, WINDOW));
  }

  @Test
  void saysGoodbyeWithServiceRestartAndNothingElse() {
    RecordedConnection socket = open();

    start();
    scheduler.pass(DELAY);

    assertThat(socket.advices).extracting(Advice::why).containsExactly(CloseCode.SERVICE_RESTART);
    assertThat(socket.closes).isEmpty();
  }

  @Test
  void spreadsTheGoodbyesEvenlyOverTheWindow() {
    open(100);

    start();
    scheduler.pass(policy.longest());

    long[] oneEvery100Ms = LongStream.range(0, 100).map(i -> 5_000 + 100 * i).toArray();
    assertThat(goodbyesAtMs.stream().mapToLong(at -> at).toArray()).isEqualTo(oneEvery100Ms);
  }

  @Test
  void advisesARandomTimeWithinTheWindow() {
    List<RecordedConnection> sockets = open(1_000);

    start();
    scheduler.pass(policy.longest());

    List<Long> advised =
        sockets.stream().map(socket -> socket.advices.get(0).retryAfter().toMillis()).toList();
    assertThat(advised).allSatisfy(ms -> assertThat(ms).isBetween(0L, WINDOW.toMillis() - 1));
    // Of a thousand even draws each tenth of the window gets a hundred, give or take.
    for (int tenth = 0; tenth < 10; tenth++) {
      long from = tenth * 1_000L;
      assertThat(advised.stream().filter(ms -> ms >= from && ms < from + 1_000).count())
          .as("seed %s, tenth %s", SEED, tenth)
          .isBetween(60L, 140L);
    }
  }

  @Test
  void saysGoodbyeInAnOrderThatTellsNothing() {
    List<RecordedConnection> sockets = open(20);
    List<RecordedConnection> first = new ArrayList<>();
    sockets.forEach(socket -> socket.whenTold = () -> first.add(socket));
    start(new SplittableRandom(1));
    scheduler.pass(policy.longest());
    List<RecordedConnection> second = new ArrayList<>();
    sockets.forEach(socket -> socket.whenTold = () -> second.add(socket));
    start(new SplittableRandom(2));
    scheduler.pass(policy.longest());

    assertThat(second).containsExactlyInAnyOrderElementsOf(first).isNotEqualTo(first);
  }

  @Test
  void isDoneSoonAfterTheLastSocketIsGone() {
    RecordedConnection socket = open();
    CompletableFuture<Void> done = start();
    scheduler.pass(DELAY.plusSeconds(1));
    assertThat(done).isNotDone();

    connections.remove(socket);
    scheduler.pass(Duration.ofMillis(50));

    assertThat(done).isCompletedWithValue(null);
    assertThat(ended().remainingSockets()).isZero();
    assertThat(ended().took()).isBetween(DELAY.plusSeconds(1), DELAY.plusMillis(1_050));
    assertThat(scheduler.isIdle()).isTrue();
  }

  @Test
  void givesUpWhenTheLongestTimeIsOver() {
    open();
    CompletableFuture<Void> done = start();

    scheduler.pass(policy.longest().minus(MS));
    assertThat(done).isNotDone();
    scheduler.pass(Duration.ofMillis(50));

    assertThat(done).isCompletedWithValue(null);
    assertThat(ended().remainingSockets()).isEqualTo(1);
    assertThat(ended().took()).isBetween(policy.longest(), policy.longest().plusMillis(50));
    assertThat(scheduler.isIdle()).isTrue();
  }

  @Test
  void waitsForTheDelayAlsoWithoutSockets() {
    CompletableFuture<Void> done = start();

    scheduler.pass(DELAY.minus(MS));
    assertThat(done).isNotDone();
    scheduler.pass(MS);

    assertThat(done).isCompletedWithValue(null);
    assertThat(ended()).isEqualTo(new DrainEnded(0, DELAY));
  }

  @Test
  void tellsEverybodyAtOnceWithoutAWindow() {
    policy = new DrainPolicy(Duration.ZERO, Duration.ZERO, CLOSE_WAIT);
    List<RecordedConnection> sockets = open(10);

    start();
    scheduler.pass(Duration.ZERO);

    assertThat(sockets)
        .allSatisfy(
            socket ->
                assertThat(socket.advices)
                    .containsExactly(new Advice(CloseCode.SERVICE_RESTART, Duration.ZERO)));
  }

  @Test
  void isDoneAtOnceWithNothingToWaitFor() {
    policy = new DrainPolicy(Duration.ZERO, Duration.ZERO, Duration.ZERO);

    CompletableFuture<Void> done = start();
    scheduler.pass(Duration.ZERO);

    assertThat(done).isCompletedWithValue(null);
  }

  @Test
  void tellsTheOthersWhenOneSocketThrows() {
    List<RecordedConnection> sockets = open(3);
    for (RecordedConnection socket : sockets) {
      socket.whenTold =
          () -> {
            throw new IllegalStateException("broken");
          };
    }

    CompletableFuture<Void> done = start();
    scheduler.pass(DELAY.plus(WINDOW));

    assertThat(sockets).allSatisfy(socket -> assertThat(socket.advices).hasSize(1));
    assertThat(telemetry.events).filteredOn(event -> event instanceof SendFailed).hasSize(3);
    scheduler.pass(CLOSE_WAIT);
    assertThat(done).isCompletedWithValue(null);
  }

  @Test
  void goesOnWhenASocketEndsByItself() {
    List<RecordedConnection> sockets = open(4);
    sockets.forEach(socket -> socket.whenTold = () -> connections.remove(socket));
    CompletableFuture<Void> done = start();

    connections.remove(sockets.get(0));
    scheduler.pass(DELAY.plus(WINDOW));

    assertThat(done).isCompletedWithValue(null);
    assertThat(sockets.subList(1, 4)).allSatisfy(s -> assertThat(s.advices).hasSize(1));
  }

  @Test
  void tellsASocketThatCameInWhileTheGoodbyesWereDealtOut() {
    open();
    start();
    scheduler.pass(DELAY);

    RecordedConnection late = open();
    scheduler.pass(Duration.ofMillis(50));

    assertThat(late.advices).extracting(Advice::why).containsExactly(CloseCode.SERVICE_RESTART);
    assertThat(late.advices.get(0).retryAfter()).isLessThan(WINDOW);
  }

  @Test
  void waitsForALatecomerThatThrowsAsForAnyOther() {
    open();
    CompletableFuture<Void> done = start();
    scheduler.pass(DELAY);
    open().whenTold =
        () -> {
          throw new IllegalStateException("broken");
        };

    scheduler.pass(policy.longest());

    assertThat(done).isCompletedWithValue(null);
    assertThat(ended().remainingSockets()).isEqualTo(2);
  }

  @Test
  void tellsNobodyTwice() {
    List<RecordedConnection> sockets = open(20);

    start();
    scheduler.pass(policy.longest().plusSeconds(60));

    assertThat(sockets).allSatisfy(socket -> assertThat(socket.advices).hasSize(1));
  }

  private CompletableFuture<Void> start() {
    return start(new SplittableRandom(SEED));
  }

  private CompletableFuture<Void> start(SplittableRandom random) {
    return new Drain(state, connections, policy, scheduler, random, telemetry, scheduler::nanoTime)
        .start()
        .toCompletableFuture();
  }

  private RecordedConnection open() {
    return open(1).get(0);
  }

  private List<RecordedConnection> open(int count) {
    List<RecordedConnection> opened = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      RecordedConnection socket = RecordedConnection.of(ADA);
      socket.whenTold = () -> goodbyesAtMs.add(scheduler.passed().toMillis());
      assertThat(connections.add(socket, connections.revocationMark())).isEmpty();
      opened.add(socket);
    }
    return opened;
  }

  private DrainEnded ended() {
    return (DrainEnded) telemetry.events.get(telemetry.events.size() - 1);
  }
}
