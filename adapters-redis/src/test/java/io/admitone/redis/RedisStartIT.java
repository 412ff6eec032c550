package io.admitone.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.admitone.redis.LinkEvent.ConnectFailed;
import io.admitone.redis.LinkEvent.Connected;
import io.admitone.redis.LinkEvent.WeakerPromise;
import io.admitone.redis.rig.Await;
import io.admitone.redis.rig.FaultProxy;
import io.admitone.redis.rig.RedisConf;
import io.admitone.redis.rig.RedisServer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How a start ends, for each kind of server there can be or not be. */
final class RedisStartIT {
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final Instances instances = new Instances();

  @AfterEach
  void close() {
    instances.close();
  }

  @Test
  void startsWithAServerThatIsThere() {
    try (RedisServer server = RedisServer.start()) {
      assertThat(start(server.uri())).isEmpty();
      assertThat(instances.events(Connected.class)).hasSize(1);
      assertThat(instances.events(Connected.class).get(0).server()).matches("(Redis|Valkey) .+");
    }
  }

  @Test
  void catchesAServerThatComesLate() throws Exception {
    try (RedisServer server = RedisServer.start()) {
      server.kill();
      Redis redis = instances.make(server.uri());
      var started = redis.start(Duration.ofSeconds(8)).toCompletableFuture();
      Await.until(
          Instances.LIMIT,
          "tried three times",
          () -> instances.events(ConnectFailed.class).size() >= 3);

      server.restart();

      assertThat(started.get(8, TimeUnit.SECONDS)).isEmpty();
    }
  }

  @Test
  void saysThatNobodyListens() {
    try (RedisServer server = RedisServer.start()) {
      server.kill();

      assertThat(start(server.uri())).contains("the connection was refused");
    }
  }

  @Test
  void endsInTimeWithAServerThatNeverSpeaks() {
    try (RedisServer server = RedisServer.start();
        FaultProxy proxy = FaultProxy.to(server.port())) {
      proxy.staySilent();

      long before = System.nanoTime();
      Optional<String> why = start(proxy.uri());

      assertThat(why).isPresent();
      assertThat(Duration.ofNanos(System.nanoTime() - before))
          .isBetween(PATIENCE, PATIENCE.plusSeconds(1));
    }
  }

  @Test
  void saysThatAPasswordIsWrongOrMissing() {
    try (RedisServer server = RedisServer.start(RedisConf.plain().password("right"))) {
      String wrong = server.uri().replace("://", "://:wrong@");

      assertThat(start(server.uri())).contains(ServerError.NOAUTH.words());
      assertThat(start(wrong)).contains(ServerError.WRONGPASS.words());
      assertThat(start(server.uri().replace("://", "://:right@"))).isEmpty();
    }
  }

  @Test
  void saysThatAServerIsAReplica() {
    try (RedisServer server = RedisServer.start(RedisConf.plain().replicaOf(1))) {
      assertThat(start(server.uri())).contains(ServerError.READONLY.words());
    }
  }

  @Test
  void promisesLessToAServerThatHidesItsLife() {
    String rights = "on >secret ~ws_* +@all -info";
    try (RedisServer server =
        RedisServer.start(RedisConf.plain().password("other").user("admitone", rights))) {
      Redis redis = instances.connect(server.uri().replace("://", "://admitone:secret@"));

      assertThat(redis.tickets().capabilities().atMostOnceAcrossFailover()).isFalse();
      assertThat(instances.events(WeakerPromise.class)).hasSize(1);
    }
  }

  private Optional<String> start(String uri) {
    Redis redis = instances.make(uri);
    return redis.start(PATIENCE).toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
  }
}
