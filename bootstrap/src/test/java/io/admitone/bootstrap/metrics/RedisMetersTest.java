package io.admitone.bootstrap.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.admitone.domain.readiness.ReadinessSource;
import io.admitone.domain.readiness.StoreState;
import io.admitone.redis.LinkEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RedisMetersTest {
  private static final Duration TOOK = Duration.ofMillis(12);

  private final PrometheusMeters all = new PrometheusMeters();
  private final RedisMeters meters = all.redis();

  @AfterEach
  void close() {
    all.close();
  }

  static ReadinessSource link() {
    return new ReadinessSource("redis", StoreState.DISCONNECTED, () -> Instant.EPOCH, broken -> {});
  }

  @Test
  void showsTheOneStateThatTheLinkIsIn() {
    ReadinessSource link = link();
    meters.watch(link);
    assertThat(state("disconnected")).isEqualTo(1);
    assertThat(state("connected")).isZero();

    link.moveTo(StoreState.CONNECTED, 0, Optional.empty());

    assertThat(state("disconnected")).isZero();
    assertThat(state("connected")).isEqualTo(1);
    assertThat(state("connecting")).isZero();
    assertThat(state("failed")).isZero();
  }

  @Test
  void countsTriesByHowTheyEnded() {
    meters.accept(new LinkEvent.ConnectStarted(1, true));
    meters.accept(new LinkEvent.ConnectFailed("refused", 1, TOOK, false, 0));
    meters.accept(new LinkEvent.Connected(TOOK, 2, "Redis 7"));
    meters.accept(new LinkEvent.Disconnected("closed", TOOK));
    meters.accept(new LinkEvent.Reconnected(TOOK, 1, "Redis 7"));

    assertThat(value("redis_connect_attempts_total{outcome=\"connected\"}")).isEqualTo(2);
    assertThat(value("redis_connect_attempts_total{outcome=\"failed\"}")).isEqualTo(1);
  }

  @Test
  void tellsWhetherRoomsAreHeard() {
    assertThat(value("redis_rooms_heard")).isEqualTo(1);
    assertThat(value("redis_rooms_interruptions_total")).isZero();

    meters.accept(new LinkEvent.RoomsInterrupted("the subscription is deaf"));
    assertThat(value("redis_rooms_heard")).isZero();
    assertThat(value("redis_rooms_interruptions_total")).isEqualTo(1);

    meters.accept(new LinkEvent.RoomsResumed(TOOK));
    assertThat(value("redis_rooms_heard")).isEqualTo(1);
    assertThat(value("redis_rooms_interruptions_total")).isEqualTo(1);
  }

  @Test
  void measuresCommandsUnderTheirNamesAndNoOthers() {
    assertThat(value("redis_command_seconds_count{command=\"getdel\"}")).isZero();

    meters.ended("GETDEL", TOOK);
    meters.ended("FLUSHALL", TOOK);

    assertThat(value("redis_command_seconds_count{command=\"getdel\"}")).isEqualTo(1);
    assertThat(value("redis_command_seconds_sum{command=\"getdel\"}")).isEqualTo(0.012);
    assertThat(value("redis_command_seconds_count{command=\"other\"}")).isEqualTo(1);
    assertThat(all.text()).doesNotContain("flushall");
  }

  private double state(String name) {
    return value("redis_connection_state{state=\"" + name + "\"}");
  }

  private double value(String sample) {
    return new Scrape(all.text()).value(sample);
  }
}
