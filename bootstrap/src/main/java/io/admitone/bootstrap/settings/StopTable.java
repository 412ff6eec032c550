package io.admitone.bootstrap.settings;

import java.time.Duration;
import java.util.List;

/** How the process stops. */
final class StopTable {
  static final Setting<Duration> DRAIN_DELAY =
      Setting.of(
              "drain.delay",
              Kind.time(Duration.ZERO, Duration.ofMinutes(10), "s"),
              "From the refused readiness to the first goodbye, for load balancers to notice.")
          .byDefault("0s", "5s");
  static final Setting<Duration> DRAIN_WINDOW =
      Setting.of(
              "drain.window",
              Kind.time(Duration.ZERO, Duration.ofMinutes(30), "s"),
              "The time over which the sockets are told to leave, and to return.")
          .byDefault("10s");
  static final Setting<Duration> SHUTDOWN_TIMEOUT =
      Setting.of(
              "shutdown.timeout",
              Kind.time(Duration.ofSeconds(1), Duration.ofHours(1), "s"),
              "The longest that a stop takes; what is not done by then is cut off.")
          .byDefault("25s");

  static final List<Setting<?>> ALL = List.of(DRAIN_DELAY, DRAIN_WINDOW, SHUTDOWN_TIMEOUT);

  private StopTable() {}
}
