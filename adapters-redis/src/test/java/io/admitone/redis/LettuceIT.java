package io.admitone.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.admitone.redis.rig.CommandLog;
import io.admitone.redis.rig.Fate;
import io.admitone.redis.rig.FaultProxy;
import io.admitone.redis.rig.RedisServer;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What the driver and the server do of their own accord, and on which this adapter rests. Where one
 * of these fails after an upgrade, the reason behind some of its code is gone or has changed.
 */
final class LettuceIT {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private RedisServer server;
  private FaultProxy proxy;
  private CommandLog log;
  private RedisClient client;

  @BeforeEach
  void start() {
    server = RedisServer.start();
    proxy = FaultProxy.to(server.port());
    log = server.monitor();
    client = RedisClient.create(proxy.uri());
  }

  @AfterEach
  void stop() {
    client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
    log.close();
    proxy.close();
    server.close();
  }

  @Test
  void sendsACommandAgainWhoseAnswerWasLostAndReportsItsOwnRedemptionAsUnknown() throws Exception {
    assertThat(redeemWithTheAnswerLost()).isNull();
    assertThat(log.count("GETDEL", "ticket")).isEqualTo(2);
  }

  @Test
  void sendsItAgainEvenWhereAFilterForbidsThat() throws Exception {
    client.setOptions(ClientOptions.builder().replayFilter(command -> true).build());

    assertThat(redeemWithTheAnswerLost()).isNull();
    assertThat(log.count("GETDEL", "ticket")).isEqualTo(2);
  }

  @Test
  void sendsItOnceWithTheOptionsOfThisAdapter() {
    RedisAddress address = RedisAddress.parse(proxy.uri());
    client.setOptions(Lettuce.options(RedisSettings.of(address)));

    assertThatThrownBy(this::redeemWithTheAnswerLost).hasCauseInstanceOf(RedisException.class);
    assertThat(log.count("GETDEL", "ticket")).isOne();
  }

  @Test
  void repliesToAPingWhereItRefusesEveryWrite() {
    try (StatefulRedisConnection<String, String> connection = client.connect()) {
      server.cli("REPLICAOF", "127.0.0.1", "1");

      assertThat(connection.sync().ping()).isEqualTo("PONG");
      assertThatThrownBy(() -> connection.sync().set("key", "1"))
          .isInstanceOf(RedisCommandExecutionException.class)
          .hasMessageStartingWith("READONLY");
    }
  }

  @Test
  void givesUpAfterOneFailureToConnectForTheFirstTime() {
    proxy.refuse();
    assertThatThrownBy(client::connect).isInstanceOf(RedisException.class);
    proxy.pass();
    int accepted = proxy.accepted();

    client.connect().close();

    assertThat(proxy.accepted()).isEqualTo(accepted + 1);
  }

  private String redeemWithTheAnswerLost() throws Exception {
    server.cli("SET", "ticket", "grant");
    try (StatefulRedisConnection<String, String> connection = client.connect()) {
      // Not by a reset, after which the driver fails the oldest command instead of keeping it.
      proxy.onNext("GETDEL", Fate.ANSWER_IS_LOST_IN_ORDER);
      RedisFuture<String> answer = connection.async().getdel("ticket");
      return answer.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    }
  }
}
