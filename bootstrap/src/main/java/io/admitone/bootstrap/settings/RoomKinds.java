package io.admitone.bootstrap.settings;

import io.admitone.domain.room.Retention;
import io.admitone.domain.room.RetentionRules.Rule;
import io.admitone.domain.room.RoomPattern;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How much is kept of rooms, as operators write it: {@code 100/5m}, {@code orders.*=500/1h}. */
final class RoomKinds {
  private static final Kind<Integer> MESSAGES = Kind.number(1, Retention.MAX_MESSAGES);
  private static final Kind<Duration> LIFE =
      Kind.time(Duration.ofSeconds(1), Retention.MAX_LIFE, "s");

  private RoomKinds() {}

  static Kind<Retention> retention() {
    return Kind.visible(
        "a number of messages from 1 to %d and a time up to 24h, such as 100/5m"
            .formatted(Retention.MAX_MESSAGES),
        RoomKinds::retention);
  }

  static Kind<List<Rule>> rules() {
    return Kind.visible(
        "patterns of rooms, each with a number of messages and a time, parted by commas, such as"
            + " orders.*=500/1h,chat.*=50/10m; the first that fits counts",
        RoomKinds::rules);
  }

  private static Optional<Retention> retention(String text) {
    String[] parts = text.split("/", -1);
    return parts.length != 2
        ? Optional.empty()
        : MESSAGES
            .reader()
            .apply(parts[0].strip())
            .flatMap(
                messages ->
                    LIFE.reader()
                        .apply(parts[1].strip())
                        .map(life -> new Retention(messages, life)));
  }

  private static Optional<List<Rule>> rules(String text) {
    List<Rule> rules = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      Optional<Rule> rule = rule(part);
      if (rule.isEmpty()) {
        return Optional.empty();
      }
      rules.add(rule.get());
    }
    return Optional.of(rules);
  }

  private static Optional<Rule> rule(String text) {
    String[] parts = text.split("=", -1);
    return parts.length != 2
        ? Optional.empty()
        : RoomPattern.parse(parts[0].strip())
            .flatMap(rooms -> retention(parts[1]).map(kept -> new Rule(rooms, kept)));
  }
}
