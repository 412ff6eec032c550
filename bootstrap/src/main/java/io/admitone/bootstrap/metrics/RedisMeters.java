package io.admitone.bootstrap.metrics;

import io.admitone.domain.readiness.ReadinessProbe;
import io.admitone.domain.readiness.StoreState;
import io.admitone.redis.CommandTimes;
import io.admitone.redis.LinkEvent;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The link with Redis, as meters: its state, its tries, whether rooms are heard by it, and how long
 * commands take. Thread-safe; a command costs a look into a map.
 */
public final class RedisMeters implements Consumer<LinkEvent>, CommandTimes {
  /** What serving a request, or ending a session, sends. */
  private static final List<String> COMMANDS =
      List.of(
          "SET",
          "GETDEL",
          "UNLINK",
          "ZADD",
          "ZRANGE",
          "ZREM",
          "ZREMRANGEBYSCORE",
          "PEXPIRE",
          "XADD",
          "EVALSHA",
          "EVAL",
          "HSET",
          "HDEL",
          "HLEN",
          "HRANDFIELD",
          "ZRANGEBYSCORE");

  private static final String OTHER = "other";

  private final Meters meters;
  private final Counter connected;
  private final Counter failed;
  private final AtomicInteger roomsHeard;
  private final Counter roomsInterrupted;
  private final Map<String, Timer> commands;
  private final Timer other;

  RedisMeters(MeterRegistry registry) {
    meters = new Meters(registry);
    connected = tries("connected");
    failed = tries("failed");
    roomsHeard =
        meters.gauge(
            "redis_rooms_heard",
            "0 from an interruption of the subscriptions of rooms to its end, else 1");
    roomsHeard.set(1);
    roomsInterrupted =
        meters.counter(
            "redis_rooms_interruptions_total", "Interruptions of the subscriptions of rooms");
    commands =
        COMMANDS.stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    Function.identity(), name -> time(name.toLowerCase(Locale.ROOT))));
    other = time(OTHER);
  }

  /** Shows the state: 1 for the one it is in, 0 for the others. */
  public void watch(ReadinessProbe link) {
    for (StoreState state : StoreState.values()) {
      meters.gauge(
          "redis_connection_state",
          "The state of the connection with Redis: 1 for the present one",
          () -> link.current().state() == state ? 1 : 0,
          "state",
          Meters.word(state));
    }
  }

  @Override
  public void accept(LinkEvent event) {
    if (event instanceof LinkEvent.Connected || event instanceof LinkEvent.Reconnected) {
      connected.increment();
    } else if (event instanceof LinkEvent.ConnectFailed) {
      failed.increment();
    } else if (event instanceof LinkEvent.RoomsInterrupted) {
      roomsInterrupted.increment();
      roomsHeard.set(0);
    } else if (event instanceof LinkEvent.RoomsResumed) {
      roomsHeard.set(1);
    }
  }

  @Override
  public void ended(String command, Duration took) {
    commands.getOrDefault(command, other).record(took);
  }

  private Counter tries(String outcome) {
    return meters.counter(
        "redis_connect_attempts_total", "Tries to connect to Redis", "outcome", outcome);
  }

  private Timer time(String command) {
    return meters.histogram(
        "redis_command_seconds",
        "How long commands that serve requests took, those without an answer too",
        Tags.of("command", command),
        Meters.QUICK);
  }
}
