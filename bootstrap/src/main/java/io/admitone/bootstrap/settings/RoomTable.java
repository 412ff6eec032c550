package io.admitone.bootstrap.settings;

import io.admitone.domain.room.Retention;
import io.admitone.domain.room.RetentionRules.Rule;
import java.time.Duration;
import java.util.List;

/** Rooms. */
final class RoomTable {
  static final Setting<Retention> ROOMS_HISTORY =
      Setting.of(
              "rooms.history",
              RoomKinds.retention(),
              "How many messages a room keeps, and for how long.")
          .byDefault("100/5m");
  static final Setting<List<Rule>> ROOMS_HISTORY_OF =
      Setting.of(
          "rooms.history-of", RoomKinds.rules(), "The same for rooms whose names fit a pattern.");
  static final Setting<Integer> ROOMS_MAX_PER_CONNECTION =
      Setting.of(
              "rooms.max-per-connection",
              Kind.number(1, 10_000),
              "How many rooms one socket may be in.")
          .byDefault("100");
  static final Setting<Duration> ROOMS_LINGER =
      Setting.of(
              "rooms.linger",
              Kind.time(Duration.ZERO, Duration.ofMinutes(5), "s"),
              "How long this process goes on hearing a room in the store after the last who heard"
                  + " it here has left, so that one who polls need not be subscribed for each time;"
                  + " at most 10000 rooms linger at one time.")
          .byDefault("10s");

  static final List<Setting<?>> ALL =
      List.of(ROOMS_HISTORY, ROOMS_HISTORY_OF, ROOMS_MAX_PER_CONNECTION, ROOMS_LINGER);

  private RoomTable() {}
}
