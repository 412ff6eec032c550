package io.admitone.bootstrap;

import io.admitone.application.telemetry.TelemetryEvent.ReadinessChanged;
import io.admitone.bootstrap.logging.LinkLines;
import io.admitone.bootstrap.logging.LogEvent;
import io.admitone.bootstrap.metrics.RedisMeters;
import io.admitone.bootstrap.settings.Settings;
import io.admitone.bootstrap.settings.StartupPolicy;
import io.admitone.domain.readiness.ReadinessProbe;
import io.admitone.domain.readiness.ReadinessSource;
import io.admitone.domain.readiness.StoreState;
import io.admitone.domain.ticket.RevocationFeed;
import io.admitone.domain.ticket.TicketStore;
import io.admitone.domain.time.Clock;
import io.admitone.memory.MemoryTicketStore;
import io.admitone.memory.SystemClock;
import io.admitone.redis.Redis;
import io.admitone.redis.RedisAddress;
import io.admitone.redis.RedisSettings;

/**
 * The chosen store: its ports, and what has to happen before requests are taken.
 *
 * @param clock the time by which tickets live
 * @param tickets closing it closes the store as a whole
 */
record Store(
    TicketStore tickets,
    ReadinessProbe readiness,
    Clock clock,
    RevocationFeed revocations,
    StoreStart start) {
  private static final String MEMORY = "memory";

  /** Makes it; nothing is connected before its start begins. */
  static Store of(Settings settings, Reporting reporting) {
    Store store =
        settings
            .store()
            .redis()
            .map(address -> redis(address, settings, reporting))
            .orElseGet(() -> memory(settings, reporting));
    String name = store.readiness.dependency();
    store.readiness.subscribe(
        change -> reporting.telemetry().record(new ReadinessChanged(name, change)));
    return store;
  }

  private static Store memory(Settings settings, Reporting reporting) {
    Clock clock = new SystemClock();
    ReadinessProbe always =
        new ReadinessSource(
            MEMORY,
            StoreState.CONNECTED,
            clock,
            failure -> LogEvent.LISTENER_FAILED.on(reporting.logger()).because(failure).write());
    return new Store(
        new MemoryTicketStore(settings.store().maxOutstanding()),
        always,
        clock,
        RevocationFeed.SILENT,
        StoreStart.NOTHING_TO_DO);
  }

  private static Store redis(RedisAddress address, Settings settings, Reporting reporting) {
    boolean servesWithout = settings.store().startupPolicy() == StartupPolicy.DEGRADED;
    LinkLines lines = new LinkLines(reporting.logger(), servesWithout);
    RedisMeters meters = reporting.meters().redis();
    Redis redis =
        Redis.of(
            RedisSettings.of(address),
            new SystemClock(),
            event -> {
              meters.accept(event);
              lines.accept(event);
            },
            meters);
    meters.watch(redis.readiness());
    return new Store(
        redis.tickets(),
        redis.readiness(),
        redis.clock(),
        redis.revocations(),
        new RedisStart(redis, address, settings.store(), reporting.logger()));
  }

  /** Where it is, without credentials. */
  static String address(Settings settings) {
    return settings.store().redis().map(RedisAddress::toString).orElse(MEMORY);
  }
}
