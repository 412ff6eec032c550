package io.admitone.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import io.admitone.application.lifecycle.RunWhenReady;
import io.admitone.bootstrap.logging.Lines;
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
  private final RedisSettings how = RedisSettings.of(address);
  private final Redis redis = Redis.of(how, new SystemClock(), event -> {});

  private final RunWhenReady work = new RunWhenReady(redis.readiness(), Runnable::run, event -> {});
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

  @Test
  void aStartThatWaitsSaysSoOncePerPeriodUntilRedisComes() throws Exception {
    assertThat(RedisStart.REPORT_PERIOD).isEqualTo(Duration.ofMinutes(1));
    server.kill();
    Lines lines = new Lines(Level.WARN);
    Duration period = Duration.ofMillis(200);
    RedisStart start =
        new RedisStart(
            redis,
            work,
            address,
            settings(how, StartupPolicy.WAIT),
            lines.logger(),
            System.nanoTime(),
            period);
    start.begin(givenUp::add);
    Thread waiting = new Thread(() -> assertThatCode(start::await).doesNotThrowAnyException());
    waiting.start();

    Await.until(PATIENCE, "said four times", () -> waitingLines(lines) >= 4);
    long saidFor = System.nanoTime();
    long said = waitingLines(lines);
    server.restart();
    waiting.join();

    assertThat(waiting.isAlive()).isFalse();
    assertThat(waitingLines(lines) - said)
        .isLessThanOrEqualTo(Duration.ofNanos(System.nanoTime() - saidFor).dividedBy(period) + 1);
    assertThat(givenUp).isEmpty();
  }

  private static long waitingLines(Lines lines) {
    return lines.all().stream()
        .filter(line -> "redis_connect_waiting".equals(Lines.fields(line).get("event")))
        .count();
  }

  private static StoreSettings settings(RedisSettings how, StartupPolicy policy) {
    return new StoreSettings(StoreKind.REDIS, policy, TIMEOUT, Optional.of(how), 1);
  }

  private RedisStart begun() {
    StoreSettings settings = settings(how, StartupPolicy.FAIL_CLOSED);
    RedisStart start =
        new RedisStart(redis, work, address, settings, NOPLogger.NOP_LOGGER, System.nanoTime());
    start.begin(givenUp::add);
    return start;
  }
}
