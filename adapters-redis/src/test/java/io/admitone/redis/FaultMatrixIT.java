package io.admitone.redis;

import static io.admitone.redis.FaultMatrix.CLOSED;
import static io.admitone.redis.FaultMatrix.REFUSING;
import static io.admitone.redis.FaultMatrix.SILENT;
import static org.assertj.core.api.Assertions.assertThat;

import io.admitone.domain.readiness.ReadinessChange;
import io.admitone.redis.LinkEvent.Reconnected;
import io.admitone.redis.rig.Await;
import io.admitone.redis.rig.FaultProxy;
import io.admitone.redis.rig.RedisConf;
import io.admitone.redis.rig.RedisServer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What tickets make of each kind of trouble that a server or the way to it can be in. */
@Tag("long")
final class FaultMatrixIT {
  /** From the mend to the next admission, while requests arrive. */
  private static final Duration BACK = Duration.ofMillis(1_500);

  private static final Duration LIMIT = Duration.ofSeconds(10);

  /** The driver starts the threads of its last, bounded pool when it first has work for them. */
  private static final int LATE_THREADS = 2;

  private RedisServer server;
  private FaultProxy proxy;
  private Instances instances;
  private Redis redis;
  private FaultMatrix matrix;

  @BeforeEach
  void start() {
    server = RedisServer.start(RedisConf.plain().user("app", "on >pw ~* &* +@all"));
    proxy = FaultProxy.to(server.port());
    instances = new Instances();
    redis = instances.connect("redis://app:pw@127.0.0.1:" + proxy.port());
    matrix = new FaultMatrix(redis);
  }

  @AfterEach
  void stop() {
    instances.close();
    proxy.close();
    server.close();
  }

  @Test
  void survivesAServerThatIsKilled() {
    matrix.survives("killed", server::kill, CLOSED, "connection", server::restart, BACK);
  }

  @Test
  void survivesAServerThatStandsStill() {
    matrix.survives("stopped", server::freeze, SILENT, "", server::thaw, BACK);
  }

  @Test
  void survivesANetworkThatSwallowsEverything() {
    matrix.survives(
        "black hole",
        proxy::freeze,
        SILENT,
        "",
        () -> {
          proxy.cut();
          proxy.pass();
        },
        BACK);
  }

  @Test
  void survivesAServerThatAcceptsAndSaysNothing() {
    matrix.survives(
        "accepts and stays silent",
        () -> {
          proxy.staySilent();
          proxy.cut();
        },
        CLOSED,
        "does not answer",
        proxy::pass,
        BACK);
  }

  @Test
  void survivesAPortThatRefuses() {
    matrix.survives("refused", proxy::goDown, CLOSED, "refused", proxy::pass, BACK);
  }

  @Test
  void survivesAPrimaryThatBecomesAReplica() {
    matrix.survives(
        "made a replica",
        () -> server.cli("REPLICAOF", "127.0.0.1", "1"),
        REFUSING,
        "read-only",
        () -> server.cli("REPLICAOF", "NO", "ONE"),
        BACK);
  }

  @Test
  void survivesAServerWhoseMemoryIsFull() {
    matrix.survives(
        "memory full",
        () -> server.cli("CONFIG", "SET", "maxmemory", "1"),
        REFUSING,
        "out of memory",
        () -> server.cli("CONFIG", "SET", "maxmemory", "0"),
        BACK);
  }

  @Test
  void survivesAServerThatWantsMoreReplicas() {
    matrix.survives(
        "too few replicas",
        () -> server.cli("CONFIG", "SET", "min-replicas-to-write", "1"),
        REFUSING,
        "too few replicas",
        () -> server.cli("CONFIG", "SET", "min-replicas-to-write", "0"),
        BACK);
  }

  @Test
  void survivesTheLossOfItsRights() {
    matrix.survives(
        "rights revoked",
        () -> server.cli("ACL", "SETUSER", "app", "-getdel"),
        REFUSING,
        "lacks a permission",
        () -> server.cli("ACL", "SETUSER", "app", "+getdel"),
        BACK);
  }

  @Test
  void survivesAPasswordThatWasChanged() {
    matrix.survives(
        "wrong password",
        () -> {
          server.cli("ACL", "SETUSER", "app", "resetpass", ">other");
          proxy.cut();
        },
        CLOSED,
        "WRONGPASS",
        () -> server.cli("ACL", "SETUSER", "app", "resetpass", ">pw"),
        BACK);
  }

  @Test
  void survivesARestartThatIsOverAtOnce() {
    try (Traffic traffic = Traffic.on(redis)) {
      server.restart();
      Await.until(LIMIT, "lost", () -> wasLost(redis.readiness().history()));

      Duration back = traffic.awaitAdmissions();

      System.out.printf("%-28s back in %d ms%n", "restarted", back.toMillis());
      assertThat(traffic.wrongAnswers()).isEmpty();
      assertThat(back).isLessThan(BACK);
    }
  }

  @Test
  void leaksNoThreadAndNoConnectionInAHundredFlaps() {
    redis.close();
    Redis hasty = instances.connect(hasty());
    try (Traffic traffic = Traffic.on(hasty)) {
      flap(10);
      Await.until(LIMIT, "on two connections", () -> server.connectedClients() == 2);
      int threads = ownThreads();

      flap(100);

      Await.until(LIMIT, "on two connections", () -> server.connectedClients() == 2);
      Await.until(LIMIT, "on as many threads", () -> ownThreads() <= threads + LATE_THREADS);
      assertThat(traffic.wrongAnswers()).isEmpty();
    }
  }

  /** Cuts all connections so many times, each time after the link is back. */
  private void flap(int times) {
    for (int i = 0; i < times; i++) {
      int before = instances.events(Reconnected.class).size();
      proxy.cut();
      Await.until(LIMIT, "back", () -> instances.events(Reconnected.class).size() > before);
    }
  }

  /** Waits next to nothing between tries. */
  private RedisSettings hasty() {
    RedisSettings usual =
        RedisSettings.of(RedisAddress.parse("redis://app:pw@127.0.0.1:" + proxy.port()));
    return new RedisSettings(
        usual.address(),
        usual.connectTimeout(),
        usual.commandTimeout(),
        usual.heartbeatPeriod(),
        List.of(Duration.ofMillis(10)),
        usual.startPause(),
        usual.triesBeforeFailed(),
        usual.maxPending(),
        usual.trustedCertificates());
  }

  private static boolean wasLost(List<ReadinessChange> history) {
    return history.stream().anyMatch(ReadinessChange::wasLost);
  }

  private static int ownThreads() {
    return (int)
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> !thread.getName().startsWith("rig-"))
            .count();
  }
}
