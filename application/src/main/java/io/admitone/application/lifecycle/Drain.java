package io.admitone.application.lifecycle;

import io.admitone.application.connection.CloseCode;
import io.admitone.application.connection.Connection;
import io.admitone.application.connection.OpenConnections;
import io.admitone.application.telemetry.Telemetry;
import io.admitone.application.telemetry.TelemetryEvent.DrainEnded;
import io.admitone.application.telemetry.TelemetryEvent.DrainStarted;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * The orderly goodbye: a ramp and not a wall.
 *
 * <p>Readiness is refused at once. After the delay each socket is told when to come back, a random
 * time within the window, and closed with 1012; the goodbyes themselves are spread evenly over the
 * window too, so that neither this process nor the one that takes over is hit by all at once.
 */
public final class Drain {
  private static final Duration POLL = Duration.ofMillis(20);

  private final ServiceState state;
  private final OpenConnections connections;
  private final DrainPolicy policy;
  private final ScheduledExecutorService scheduler;
  private final RandomGenerator random;
  private final Telemetry telemetry;

  /**
   * @param scheduler paces the goodbyes; one thread is enough
   */
  public Drain(
      ServiceState state,
      OpenConnections connections,
      DrainPolicy policy,
      ScheduledExecutorService scheduler,
      RandomGenerator random,
      Telemetry telemetry) {
    this.state = state;
    this.connections = connections;
    this.policy = policy;
    this.scheduler = scheduler;
    this.random = random;
    this.telemetry = telemetry;
  }

  /**
   * Begins the goodbye. To be called once.
   *
   * @return done when every socket is gone, or when the longest time of the policy is over
   */
  public CompletionStage<Void> start() {
    state.startDraining();
    telemetry.record(new DrainStarted(connections.count(), policy.delay(), policy.window()));
    long startedAt = System.nanoTime();
    CompletableFuture<Void> done = new CompletableFuture<>();
    after(policy.delay(), () -> sayGoodbyes(startedAt, done));
    return done;
  }

  private void sayGoodbyes(long startedAt, CompletableFuture<Void> done) {
    List<Connection> leaving = new ArrayList<>(connections.all());
    // No client can tell from its place in the line how busy the line is.
    Collections.shuffle(leaving, new java.util.Random(random.nextLong()));
    for (int i = 0; i < leaving.size(); i++) {
      Connection connection = leaving.get(i);
      after(
          policy.window().multipliedBy(i).dividedBy(leaving.size()), () -> sayGoodbye(connection));
    }
    awaitAllGone(startedAt, done);
  }

  private void sayGoodbye(Connection connection) {
    long windowMs = policy.window().toMillis();
    Duration retryAfter = Duration.ofMillis(windowMs == 0 ? 0 : random.nextLong(windowMs));
    connection.adviseReconnect(CloseCode.SERVICE_RESTART, retryAfter);
  }

  private void awaitAllGone(long startedAt, CompletableFuture<Void> done) {
    Duration took = Duration.ofNanos(System.nanoTime() - startedAt);
    if (connections.count() == 0 || took.compareTo(policy.longest()) >= 0) {
      telemetry.record(new DrainEnded(connections.count(), took));
      done.complete(null);
    } else {
      after(POLL, () -> awaitAllGone(startedAt, done));
    }
  }

  private void after(Duration delay, Runnable step) {
    scheduler.schedule(step, delay.toNanos(), TimeUnit.NANOSECONDS);
  }
}
