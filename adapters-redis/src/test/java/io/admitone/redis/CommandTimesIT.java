package io.admitone.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.admitone.domain.room.RetentionRules;
import io.admitone.domain.ticket.TicketKey;
import io.admitone.redis.rig.Await;
import io.admitone.redis.rig.RedisServer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/** Whom a real server keeps waiting is told; the link's own questions are not. */
final class CommandTimesIT {
  private final Map<String, Duration> latest = new ConcurrentHashMap<>();

  @Test
  void tellsOfTheCommandsOfRequestsAndNotOfHeartbeats() {
    try (RedisServer server = RedisServer.start();
        Redis redis =
            Redis.of(
                RedisSettings.of(RedisAddress.parse(server.uri())),
                RetentionRules.DEFAULT,
                new LocalTime(),
                event -> {},
                latest::put)) {
      redis.start();
      Instances.awaitReady(redis);
      Optional<Duration> noBeatYet = redis.readiness().latency();
      Await.until(
          Instances.LIMIT, "a heartbeat", () -> !redis.readiness().latency().equals(noBeatYet));
      assertThat(latest).isEmpty();

      TicketKey key = Instances.key();
      Instances.join(redis.tickets().issue(key, Instances.grant("s"), Instances.TTL));
      Instances.join(redis.tickets().redeem(key));

      // A command is told of when its caller has its answer, or a moment later.
      Set<String> asked = Set.of("SET", "ZADD", "PEXPIRE", "GETDEL");
      Await.until(Instances.LIMIT, "told", () -> latest.keySet().containsAll(asked));
      assertThat(latest).doesNotContainKeys("TIME", "INFO", "XREAD");
      assertThat(latest.values()).allMatch(took -> !took.isNegative());
      assertThat(redis.readiness().latency().orElseThrow()).isPositive();
    }
  }

  @Test
  void tellsHowLongAFrozenServerKeptACommandWaiting() {
    try (RedisServer server = RedisServer.start();
        Redis redis =
            Redis.of(
                RedisSettings.of(RedisAddress.parse(server.uri())),
                RetentionRules.DEFAULT,
                new LocalTime(),
                event -> {},
                latest::put)) {
      redis.start();
      Instances.awaitReady(redis);

      server.freeze();
      Instances.join(redis.tickets().redeem(Instances.key()));
      server.thaw();
      Await.until(Instances.LIMIT, "told", () -> latest.containsKey("GETDEL"));

      // It was given up, by its own limit or with the connection.
      assertThat(latest.get("GETDEL")).isGreaterThan(Duration.ofMillis(100));
    }
  }
}
