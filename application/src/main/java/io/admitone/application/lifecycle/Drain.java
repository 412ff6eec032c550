package io.admitone.application.lifecycle;

import io.admitone.application.connection.CloseCode;
import io.admitone.application.connection.Connection;
import io.admitone.application.connection.ConnectionId;
import io.admitone.application.connection.OpenConnections;
import io.admitone.application.telemetry.Telemetry;
import io.admitone.application.telemetry.TelemetryEvent.DrainEnded;
import io.admitone.application.telemetry.TelemetryEvent.DrainStarted;
import io.admitone.application.telemetry.TelemetryEvent.SendFailed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * The orderly goodbye: a ramp and not a wall.
 *
 * <p>Readiness is refused at once. After the delay each socket is told when to come back, a random
 * time within the window, and closed with 1012; the goodbyes themselves are spread evenly over the
 * window too, so that neither this process nor the one that takes over is hit by all at once. A
 * socket that was on its way in when the goodbyes were dealt out gets its own as soon as it is
 * seen.
 *
 * <p>Whoever stops the server closes what is still open when the longest time is over.
 */
public final class Drain {
  /** How long the last socket may be gone before the drain notices. */
  private static final Duration POLL = Duration.ofMillis(50);

  private final ServiceState state;
  private final OpenConnections connections;
  private final DrainPolicy policy;
  private final ScheduledExecutorService scheduler;
  private final RandomGenerator random;
  private final Telemetry telemetry;
  private final LongSupplier nanoTime;

  /**
   * @param scheduler paces the goodbyes; one thread is enough, and it must outlive the drain
   * @param random used on the scheduler's threads
   * @param nanoTime a monotonic clock in nanoseconds
   */
  public Drain(
      ServiceState state,
      OpenConnections connections,
      DrainPolicy policy,
      ScheduledExecutorService scheduler,
      RandomGenerator random,
      Telemetry telemetry,
      LongSupplier nanoTime) {
    this.state = state;
    this.connections = connections;
    this.policy = policy;
    this.scheduler = scheduler;
    this.random = random;
    this.telemetry = telemetry;
    this.nanoTime = nanoTime;
  }

  /**
   * Begins the goodbye. To be called once.
   *
   * @return done when every socket is gone, or when the longest time of the policy is over
   */
  public CompletionStage<Void> start() {
    state.startDraining();
    telemetry.record(new DrainStarted(connections.count(), policy.delay(), policy.window()));
    Goodbyes goodbyes = new Goodbyes();
    after(policy.delay(), goodbyes::dealOut);
    return goodbyes.done;
  }

  private void after(Duration delay, Runnable step) {
    scheduler.schedule(step, delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** One run of the drain. Its steps follow one another; none runs beside another. */
  private final class Goodbyes {
    private final long startedAt = nanoTime.getAsLong();
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private final Set<ConnectionId> addressed = new HashSet<>();

    private void dealOut() {
      List<Connection> leaving = new ArrayList<>(connections.all());
      // No client can tell from its place in the line how busy the line is.
      Collections.shuffle(leaving, new Random(random.nextLong()));
      for (int i = 0; i < leaving.size(); i++) {
        Connection connection = leaving.get(i);
        addressed.add(connection.info().id());
        after(policy.window().multipliedBy(i).dividedBy(leaving.size()), () -> tell(connection));
      }
      watch();
    }

    private void watch() {
      Duration took = Duration.ofNanos(nanoTime.getAsLong() - startedAt);
      if (connections.count() == 0 || took.compareTo(policy.longest()) >= 0) {
        telemetry.record(new DrainEnded(connections.count(), took));
        done.complete(null);
        return;
      }
      tellLatecomers();
      after(POLL, this::watch);
    }

    private void tellLatecomers() {
      for (Connection connection : connections.all()) {
        if (addressed.add(connection.info().id())) {
          tell(connection);
        }
      }
    }

    private void tell(Connection connection) {
      long windowMs = policy.window().toMillis();
      Duration retryAfter = Duration.ofMillis(windowMs == 0 ? 0 : random.nextLong(windowMs));
      try {
        connection.adviseReconnect(CloseCode.SERVICE_RESTART, retryAfter);
      } catch (RuntimeException e) {
        // One broken socket must not cost the others their goodbye.
        telemetry.record(new SendFailed(SendFailed.Reason.WRITE_FAILED));
      }
    }
  }
}
