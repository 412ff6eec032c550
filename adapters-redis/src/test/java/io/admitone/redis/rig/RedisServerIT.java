package io.admitone.redis.rig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RedisServerIT {
  private static final Duration LIMIT = Duration.ofSeconds(5);

  @Test
  void keepsAndForgetsWhatItIsTold() {
    try (RedisServer redis = RedisServer.start()) {
      redis.cli("SET", "schlüssel", "wert ☕");

      assertThat(redis.cli("GETDEL", "schlüssel")).isEqualTo("wert ☕");
      assertThat(redis.cli("GETDEL", "schlüssel")).isNull();
    }
  }

  @Test
  void isGoneAfterItWasClosed() {
    RedisServer redis = RedisServer.start();
    redis.close();

    assertThatThrownBy(() -> redis.cli("PING")).isInstanceOf(UncheckedIOException.class);
    assertThat(redis.dir()).doesNotExist();
  }

  @Test
  void servesManyAtOnceEachOnItsOwnPort() {
    try (RedisServer one = RedisServer.start();
        RedisServer other = RedisServer.start()) {
      one.cli("SET", "key", "one");

      assertThat(other.cli("GET", "key")).isNull();
    }
  }

  @Test
  void returnsOnTheSamePortWithItsSnapshotButNotWithWhatCameAfterIt() {
    try (RedisServer redis = RedisServer.start()) {
      redis.cli("SET", "before", "1");
      redis.snapshot();
      redis.cli("DEL", "before");
      redis.cli("SET", "after", "1");
      String firstLife = redis.info("run_id");

      redis.restart();

      assertThat(redis.cli("GET", "before")).isEqualTo("1");
      assertThat(redis.cli("GET", "after")).isNull();
      assertThat(redis.info("run_id")).isNotEqualTo(firstLife);
    }
  }

  @Test
  void returnsEmptyWhereItKeepsNothing() {
    try (RedisServer redis = RedisServer.start(RedisConf.plain().appendOnly())) {
      redis.cli("SET", "key", "1");
      redis.restart();
      assertThat(redis.cli("GET", "key")).isEqualTo("1");

      redis.restartEmpty();

      assertThat(redis.cli("GET", "key")).isNull();
    }
  }

  @Test
  void standsStillWithItsConnectionsOpenAndGoesOn() {
    try (RedisServer redis = RedisServer.start();
        RespConnection client = redis.connect()) {
      redis.freeze();
      client.send("SET", "key", "late");
      assertThatThrownBy(client::read).hasMessageContaining("timed out");

      redis.thaw();

      assertThat(client.read()).isEqualTo("OK");
      assertThat(redis.cli("GET", "key")).isEqualTo("late");
    }
  }

  @Test
  void canBeKilledWhileItStandsStill() {
    try (RedisServer redis = RedisServer.start()) {
      redis.freeze();

      redis.restart();

      assertThat(redis.cli("PING")).isEqualTo("PONG");
    }
  }

  @Test
  void countsCommandsAsTheServerSeesThem() {
    try (RedisServer redis = RedisServer.start();
        CommandLog log = redis.monitor()) {
      redis.cli("GETDEL", "one");
      redis.cli("getdel", "one");
      redis.cli("GETDEL", "other");

      assertThat(log.count("GETDEL", "one")).isEqualTo(2);
      assertThat(log.count("GETDEL")).isEqualTo(3);
    }
  }

  @Test
  void countsClientsButNotItsOwnConnections() {
    try (RedisServer redis = RedisServer.start();
        CommandLog log = redis.monitor()) {
      assertThat(redis.connectedClients()).isZero();

      try (RespConnection client = RespConnection.open(redis.host(), redis.port())) {
        client.call("PING");
        assertThat(redis.connectedClients()).isOne();
      }

      Await.until(LIMIT, "left", () -> redis.connectedClients() == 0);
      assertThat(log.commands()).isNotEmpty();
    }
  }

  @Test
  void letsTheRigInWhereClientsAreLockedOut() {
    RedisConf conf = RedisConf.plain().password("secret").user("app", "on >pw ~ws:* +get");
    try (RedisServer redis = RedisServer.start(conf);
        RespConnection client = RespConnection.open(redis.host(), redis.port())) {
      assertThatThrownBy(() -> client.call("GET", "ws:1")).hasMessageStartingWith("NOAUTH");
      client.call("AUTH", "app", "pw");
      assertThat(client.call("GET", "ws:1")).isNull();
      assertThatThrownBy(() -> client.call("SET", "ws:1", "x")).hasMessageStartingWith("NOPERM");

      redis.cli("ACL", "SETUSER", "app", "-get");

      assertThatThrownBy(() -> client.call("GET", "ws:1")).hasMessageStartingWith("NOPERM");
      assertThat(redis.cli("SET", "ws:1", "x")).isEqualTo("OK");
    }
  }

  @Test
  void takesItsUsersFromAFile(@TempDir Path dir) throws IOException {
    Path users = Files.writeString(dir.resolve("users.acl"), "user app on >pw ~ws:* +get\n");
    try (RedisServer redis = RedisServer.start(RedisConf.plain().aclFile(users));
        RespConnection client = RespConnection.open(redis.host(), redis.port())) {
      client.call("AUTH", "app", "pw");

      assertThat(client.call("GET", "ws:1")).isNull();
    }
  }

  @Test
  void refusesWritesWhenItsMemoryIsFull() {
    try (RedisServer redis = RedisServer.start()) {
      redis.cli("CONFIG", "SET", "maxmemory", "1");

      assertThatThrownBy(() -> redis.cli("SET", "key", "1")).hasMessageStartingWith("OOM");
    }
  }

  @Test
  void speaksTls() {
    ServerCertificate certificate = ServerCertificate.make("ip:127.0.0.1");
    try (RedisServer redis = RedisServer.start(RedisConf.plain().tls(certificate))) {
      assertThat(redis.cli("PING")).isEqualTo("PONG");
      assertThat(redis.uri()).startsWith("rediss://");

      RespConnection plain = RespConnection.open(redis.host(), redis.port());
      assertThatThrownBy(() -> plain.call("PING")).isInstanceOf(UncheckedIOException.class);
      plain.close();
    }
  }

  @Test
  void saysWhatTheServerSaidWhereItDoesNotStart() {
    RedisConf wrong = RedisConf.plain().with("no-such-directive", 1);

    assertThatThrownBy(() -> RedisServer.start(wrong)).hasMessageContaining("no-such-directive");
  }
}
