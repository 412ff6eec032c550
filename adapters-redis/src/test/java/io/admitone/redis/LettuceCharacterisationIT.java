package io.admitone.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.admitone.redis.rig.Await;
import io.admitone.redis.rig.CommandLog;
import io.admitone.redis.rig.Fate;
import io.admitone.redis.rig.FaultProxy;
import io.admitone.redis.rig.RedisServer;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What this module takes for granted about its driver. Much of it is written nowhere, some of it
 * against the driver's own documents; so an upgrade that changes it fails here, where it can be
 * understood, and not as a ticket that admits nobody.
 */
final class LettuceCharacterisationIT {
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
    client = RedisClient.create();
  }

  @AfterEach
  void stop() {
    client.shutdown(0, 2, TimeUnit.SECONDS);
    client.getResources().shutdown(0, 2, TimeUnit.SECONDS);
    log.close();
    proxy.close();
    server.close();
  }

  @Test
  void sendsACommandAgainByDefaultAndReportsOurOwnRedemptionAsNothing() throws Exception {
    StatefulRedisConnection<String, String> connection = connect(ClientOptions.create());
    server.cli("SET", "ticket", "grant");
    proxy.onNext("GETDEL", Fate.ANSWER_IS_LOST_IN_ORDER);

    String answer = connection.async().getdel("ticket").get(10, TimeUnit.SECONDS);

    assertThat(answer).isNull();
    assertThat(log.count("GETDEL", "ticket")).isEqualTo(2);
  }

  @Test
  void ignoresItsReplayFilterForACommandThatWasSent() throws Exception {
    StatefulRedisConnection<String, String> connection =
        connect(ClientOptions.builder().replayFilter(command -> true).build());
    server.cli("SET", "ticket", "grant");
    proxy.onNext("GETDEL", Fate.ANSWER_IS_LOST_IN_ORDER);

    connection.async().getdel("ticket").get(10, TimeUnit.SECONDS);

    assertThat(log.count("GETDEL", "ticket")).isEqualTo(2);
  }

  @Test
  void sendsACommandOnceWithOurOptions() {
    StatefulRedisConnection<String, String> connection = connect(ours());
    server.cli("SET", "ticket", "grant");
    proxy.onNext("GETDEL", Fate.ANSWER_IS_LOST_IN_ORDER);

    Future<String> answer = connection.async().getdel("ticket");

    assertThatThrownBy(() -> answer.get(10, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOf(RedisException.class)
        .isNotInstanceOf(RedisCommandExecutionException.class);
    assertThat(log.count("GETDEL", "ticket")).isEqualTo(1);
  }

  @Test
  void failsACommandWithTheNetworksOwnExceptionWhenItsConnectionIsReset() {
    StatefulRedisConnection<String, String> connection = connect(ClientOptions.create());
    proxy.onNext("GETDEL", Fate.ANSWER_IS_LOST);

    Future<String> answer = connection.async().getdel("ticket");

    assertThatThrownBy(() -> answer.get(10, TimeUnit.SECONDS))
        .hasCauseInstanceOf(IOException.class);
    assertThat(log.count("GETDEL", "ticket")).isEqualTo(1);
  }

  @Test
  void rejectsCommandsAtOnceWithoutMakingTheirBytesWhileItIsNotConnected() {
    StatefulRedisConnection<String, String> connection = connect(ours());
    proxy.goDown();
    Await.until(LIMIT, "disconnected", () -> !connection.isOpen());

    Request<String> request = Request.getdel("ticket");
    connection.dispatch(request);
    Reply<String> reply = Instances.join(request.reply());

    assertThat(reply.isWithoutEffect()).isTrue();
    assertThatThrownBy(() -> request.get(1, TimeUnit.SECONDS))
        .hasMessageContaining("Currently not connected");
  }

  @Test
  void makesTheBytesOfACommandWhoseAnswerIsLost() {
    StatefulRedisConnection<String, String> connection = connect(ours());
    proxy.onNext("GETDEL", Fate.ANSWER_IS_LOST);

    Request<String> request = Request.getdel("ticket");
    connection.dispatch(request);

    assertThat(Instances.join(request.reply())).isInstanceOf(Reply.InDoubt.class);
  }

  @Test
  void repliesToAPingWhereItRefusesEveryWrite() {
    StatefulRedisConnection<String, String> connection = connect(ours());
    server.cli("REPLICAOF", "127.0.0.1", "1");

    assertThat(connection.sync().ping()).isEqualTo("PONG");
    assertThatThrownBy(() -> connection.sync().set("key", "1"))
        .isInstanceOf(RedisCommandExecutionException.class)
        .hasMessageStartingWith("READONLY");
  }

  @Test
  void boundsTheCommandsThatWait() {
    client.setOptions(ClientOptions.builder().autoReconnect(false).requestQueueSize(2).build());
    StatefulRedisConnection<String, String> connection = client.connect(uri());
    server.freeze();

    connection.async().get("a");
    connection.async().get("b");
    Request<String> third = Request.getdel("c");
    connection.dispatch(third);

    assertThat(Instances.join(third.reply()).isWithoutEffect()).isTrue();
    server.thaw();
  }

  @Test
  void believesThatAFrozenServerIsThere() {
    StatefulRedisConnection<String, String> connection = connect(ours());
    connection.setTimeout(Duration.ofMillis(300));
    server.freeze();

    Future<String> answer = connection.async().getdel("ticket");

    assertThatThrownBy(() -> answer.get(10, TimeUnit.SECONDS))
        .hasCauseInstanceOf(RedisCommandTimeoutException.class);
    assertThat(connection.isOpen()).isTrue();
    server.thaw();
    Await.until(LIMIT, "carried out late", () -> log.count("GETDEL", "ticket") == 1);
  }

  @Test
  void neverTriesItsFirstConnectionAgain() {
    proxy.refuse();

    assertThatThrownBy(() -> client.connect(uri())).isInstanceOf(RedisConnectionException.class);

    proxy.pass();
    assertThat(proxy.accepted()).isZero();
  }

  @Test
  void keepsAConnectionThatHasEndedUntilItIsClosedAsWell() throws Exception {
    StatefulRedisConnection<String, String> connection = connect(ours());
    int kept = kept();
    proxy.goDown();
    Await.until(LIMIT, "disconnected", () -> !connection.isOpen());
    int keptAfterTheEnd = kept();

    connection.closeAsync().get(5, TimeUnit.SECONDS);

    assertThat(keptAfterTheEnd).isEqualTo(kept);
    assertThat(kept()).isLessThan(kept);
  }

  @Test
  void endsWhatIsUnderWayWhenAFrozenConnectionIsClosed() {
    StatefulRedisConnection<String, String> connection = connect(ours());
    server.freeze();
    Request<String> request = Request.getdel("ticket");
    connection.dispatch(request);

    connection.closeAsync();

    assertThat(Instances.join(request.reply())).isInstanceOf(Reply.InDoubt.class);
    server.thaw();
  }

  @Test
  void losesTheSentinelsWhenAnAddressIsCopied() {
    RedisURI sentinel = RedisURI.create("redis-sentinel://a:1,b:2#main");

    assertThatThrownBy(() -> RedisURI.builder(sentinel).build())
        .isInstanceOf(IllegalStateException.class);
  }

  private StatefulRedisConnection<String, String> connect(ClientOptions options) {
    client.setOptions(options);
    return client.connect(uri());
  }

  private RedisURI uri() {
    return RedisURI.create(proxy.uri());
  }

  private static ClientOptions ours() {
    return Lettuce.options(RedisSettings.of(RedisAddress.parse("redis://localhost")));
  }

  private int kept() throws ReflectiveOperationException {
    var field = client.getClass().getSuperclass().getDeclaredField("closeableResources");
    field.setAccessible(true);
    return ((Collection<?>) field.get(client)).size();
  }
}
