package io.admitone.bootstrap;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.admitone.bootstrap.settings.StartupPolicy;
import io.admitone.bootstrap.settings.StoreKind;
import io.admitone.bootstrap.settings.StoreSettings;
import io.admitone.memory.SystemClock;
import io.admitone.redis.Redis;
import io.admitone.redis.RedisAddress;
import io.admitone.redis.RedisSettings;
import io.admitone.redis.rig.Await;
import io.admitone.redis.rig.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.helpers.NOPLogger;

/** What counts is whether Redis is there when the port could open. */
class LateRedisIT {
  private static final Duration TIMEOUT = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final RedisServer server = RedisServer.start();
  private final RedisAddress address = RedisAddress.parse(server.uri());
  private final Redis redis = Redis.of(RedisSettings.of(address), new SystemClock(), event -> {});

  private final List<StartFailedException> givenUp = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() {
    redis.close();
    server.close();
  }

  @Test
  void aRedisThatCameWhileTheRestWasMadeIsInTime() {
    server.kill();
    RedisStart start = begun();
    Await.until(PATIENCE, "patience is over", start::isOver);

    server.restart();
    Await.until(PATIENCE, "ready", () -> redis.readiness().current().isReady());

    assertThatCode(start::await).doesNotThrowAnyException();
  }

  @Test
  void aRedisThatNeverCameIsTooLate() {
    server.kill();

    RedisStart start = begun();
    Await.until(PATIENCE, "given up", () -> !givenUp.isEmpty());

    assertThatThrownBy(start::await)
        .isSameAs(givenUp.get(0))
        .hasMessageContaining("cannot be used: ");
  }

  private RedisStart begun() {
    StoreSettings settings =
        new StoreSettings(
            StoreKind.REDIS, StartupPolicy.FAIL_CLOSED, TIMEOUT, Optional.of(address), 1);
    RedisStart start =
        new RedisStart(redis, address, settings, NOPLogger.NOP_LOGGER, System.nanoTime());
    start.begin(givenUp::add);
    return start;
  }
}
