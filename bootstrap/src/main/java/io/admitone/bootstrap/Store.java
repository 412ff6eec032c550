package io.admitone.bootstrap;

import io.admitone.application.lifecycle.RunWhenReady;
import io.admitone.application.telemetry.TelemetryEvent.ReadinessChanged;
import io.admitone.bootstrap.logging.LinkLines;
import io.admitone.bootstrap.logging.LogEvent;
import io.admitone.bootstrap.metrics.RedisMeters;
import io.admitone.bootstrap.settings.Environment;
import io.admitone.bootstrap.settings.RoomSettings;
import io.admitone.bootstrap.settings.Settings;
import io.admitone.bootstrap.settings.StartupPolicy;
import io.admitone.domain.readiness.ReadinessProbe;
import io.admitone.domain.readiness.ReadinessProbe.Subscription;
import io.admitone.domain.readiness.ReadinessSource;
import io.admitone.domain.readiness.StoreState;
import io.admitone.domain.room.RoomBroker;
import io.admitone.domain.ticket.RevocationFeed;
import io.admitone.domain.ticket.TicketStore;
import io.admitone.domain.time.Clock;
import io.admitone.memory.MemoryRoomBroker;
import io.admitone.memory.MemoryTicketStore;
import io.admitone.memory.SystemClock;
import io.admitone.redis.Redis;
import io.admitone.redis.RedisSettings;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The chosen store: its ports, and what has to happen before requests are taken.
 *
 * @param clock the time by which tickets live
 * @param work what waits for the store, run on {@code threads}
 * @param told the telling of changes of readiness
 * @param outage takes it away for a while; there in development, where it lives in this process
 */
record Store(
    TicketStore tickets,
    ReadinessProbe readiness,
    Clock clock,
    RevocationFeed revocations,
    RoomBroker rooms,
    RunWhenReady work,
    ExecutorService threads,
    StoreStart start,
    Subscription told,
    Optional<MemoryOutage> outage)
    implements AutoCloseable {
  private static final String MEMORY = "memory";

  /** Work comes at the start and at returns: in between no thread is kept for it. */
  private static final Duration IDLE_LIFE = Duration.ofSeconds(5);

  /**
   * Makes it; nothing is connected before its start begins.
   *
   * @param begunAt when the process began, by {@link System#nanoTime()}
   */
  static Store of(Settings settings, Reporting reporting, long begunAt) {
    return settings
        .store()
        .redis()
        .map(redis -> redis(redis, settings, reporting, begunAt))
        .orElseGet(() -> memory(settings, reporting));
  }

  private static Store memory(Settings settings, Reporting reporting) {
    Clock clock = new SystemClock();
    ReadinessSource always =
        new ReadinessSource(
            MEMORY,
            StoreState.CONNECTED,
            clock,
            failure -> LogEvent.LISTENER_FAILED.on(reporting.logger()).because(failure).write());
    ExecutorService threads = newThreads();
    return new Store(
        new MemoryTicketStore(settings.store().maxOutstanding()),
        always,
        clock,
        RevocationFeed.SILENT,
        inMemory(settings, reporting),
        new RunWhenReady(always, threads, reporting.telemetry()),
        threads,
        StoreStart.NOTHING_TO_DO,
        tell(always, reporting),
        outage(always, settings));
  }

  private static Optional<MemoryOutage> outage(ReadinessSource readiness, Settings settings) {
    return settings.environment() == Environment.DEV
        ? Optional.of(new MemoryOutage(readiness, Store::later))
        : Optional.empty();
  }

  private static Executor later(Duration wait) {
    return CompletableFuture.delayedExecutor(wait.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static Store redis(
      RedisSettings how, Settings settings, Reporting reporting, long begunAt) {
    boolean servesWithout = settings.store().startupPolicy() == StartupPolicy.DEGRADED;
    LinkLines lines = new LinkLines(reporting.logger(), servesWithout);
    RedisMeters meters = reporting.meters().redis();
    Redis redis =
        Redis.of(
            how,
            settings.rooms().retention(),
            new SystemClock(),
            event -> {
              meters.accept(event);
              lines.accept(event);
            },
            meters);
    meters.watch(redis.readiness());
    ExecutorService threads = newThreads();
    RunWhenReady work = new RunWhenReady(redis.readiness(), threads, reporting.telemetry());
    return new Store(
        redis.tickets(),
        redis.readiness(),
        redis.clock(),
        redis.revocations(),
        redis.rooms(),
        work,
        threads,
        new RedisStart(redis, work, how.address(), settings.store(), reporting.logger(), begunAt),
        tell(redis.readiness(), reporting),
        Optional.empty());
  }

  private static RoomBroker inMemory(Settings settings, Reporting reporting) {
    RoomSettings rooms = settings.rooms();
    return new MemoryRoomBroker(
        new MemoryRoomBroker.Limits(
            rooms.retention(), rooms.maxRoomsInMemory(), rooms.maxBytesInMemory()),
        failure -> LogEvent.LISTENER_FAILED.on(reporting.logger()).because(failure).write(),
        System::nanoTime);
  }

  /** One for each task that is under way, so that none waits for another. */
  private static ExecutorService newThreads() {
    return new ThreadPoolExecutor(
        0,
        Integer.MAX_VALUE,
        IDLE_LIFE.toNanos(),
        TimeUnit.NANOSECONDS,
        new SynchronousQueue<>(),
        task -> {
          Thread thread = new Thread(task, "admitone-work");
          thread.setDaemon(true);
          return thread;
        });
  }

  private static Subscription tell(ReadinessProbe readiness, Reporting reporting) {
    String name = readiness.dependency();
    return readiness.subscribe(
        change -> reporting.telemetry().record(new ReadinessChanged(name, change)));
  }

  /** Lets go of it. That it is not ready from then on is no news. */
  @Override
  public void close() {
    told.cancel();
    rooms.close();
    threads.shutdownNow();
    tickets.close();
  }

  /** Where it is, without credentials. */
  static String address(Settings settings) {
    return settings.store().redis().map(redis -> redis.address().toString()).orElse(MEMORY);
  }
}
