package io.admitone.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import io.admitone.bootstrap.Machine.Span;
import io.admitone.redis.rig.Await;
import io.admitone.redis.rig.RedisConf;
import io.admitone.redis.rig.RedisServer;
import io.admitone.redis.rig.ServerCertificate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the start of the packed program does with a Redis that is there, late, unfit or away. */
class RedisStartEndToEndTest {
  private static final String SECRET = "the-secret-of-the-process-under-test-0001";

  @Test
  void endsWithOneAfterEightSecondsAndNeverOpensItsPortWhereThereIsNoRedis() throws Exception {
    int port = freePort();
    try (RedisServer redis = gone()) {
      long begun = System.nanoTime();
      Map<String, String> settings = new HashMap<>(prod(redis));
      settings.put("PORT", "" + port);
      settings.put("REDIS_URL", redis.uri().replace("://", "://user:hush@"));
      try (ServerProcess server = run(settings);
          Machine machine = Machine.watch();
          PortWatch watch = new PortWatch(port)) {
        assertThat(server.exitCode()).isEqualTo(1);
        Span whole = Span.since(begun);

        assertThat(whole.length()).isGreaterThanOrEqualTo(Duration.ofSeconds(8));
        assertThat(machine.ofTheProgram(whole)).isLessThanOrEqualTo(Duration.ofMillis(9_500));
        assertThat(watch.looks()).isGreaterThan(50);
        assertThat(watch.everOpen()).isFalse();
        assertThat(server.out())
            .containsSubsequence(
                "starting",
                "redis_connect_start",
                "redis_connect_fail",
                "the connection was refused",
                "redis_connect_fatal",
                "start_failed")
            .doesNotContain("\"started\"", "hush");
        assertThat(lines(server, "redis_connect_fail")).isEqualTo(5);
        assertThat(server.err().lines())
            .containsExactly(
                "admitone does not start: Redis at redis://127.0.0.1:%d (admitone.redis.url) cannot"
                        .formatted(redis.port())
                    + " be used: the connection was refused.");
      }
    }
  }

  @Test
  void catchesARedisThatComesAtSecondFive() throws Exception {
    try (RedisServer redis = gone()) {
      long begun = System.nanoTime();
      try (ServerProcess server = run(prod(redis))) {
        Await.until(Duration.ofSeconds(6), "second 5", () -> since(begun).toMillis() >= 5_000);
        server.await("a try has failed", () -> server.out().contains("redis_connect_fail"));
        assertThat(server.out()).doesNotContain("redis_connect_ok", "\"started\"");
        redis.restart();

        Visitor visitor = new Visitor(server.port());

        assertThat(visitor.status("/ready")).isEqualTo(200);
        assertThat(server.out())
            .containsSubsequence("redis_connect_fail", "redis_connect_ok", "\"started\"")
            .doesNotContain("redis_connect_fatal");
      }
    }
  }

  @Test
  void trustsAnAuthorityOfOnesOwnWhereASettingNamesIt() throws Exception {
    ServerCertificate certificate = ServerCertificate.make("IP:127.0.0.1");
    try (RedisServer redis = RedisServer.start(RedisConf.plain().tls(certificate))) {
      Map<String, String> settings = new HashMap<>(prod(redis));
      settings.put("REDIS_TRUSTED_CERTIFICATES", certificate.authority().toString());
      try (ServerProcess server = run(settings)) {
        assertThat(new Visitor(server.port()).status("/ready")).isEqualTo(200);
        assertThat(server.out()).contains("rediss://127.0.0.1:" + redis.port());
      }
    }
  }

  @Test
  void saysInWordsWhatIsWrongWithARedisThatAnswers() {
    saysThat("refuses the user name or password", RedisConf.plain().password("other"));
    saysThat("read-only replica", RedisConf.plain().replicaOf(1));
  }

  private static void saysThat(String words, RedisConf conf) {
    try (RedisServer redis = RedisServer.start(conf)) {
      Map<String, String> settings = new HashMap<>(prod(redis));
      settings.put("ADMITONE_STARTUP_TIMEOUT", "60s");
      boolean isLocked = words.contains("password");
      settings.put("REDIS_URL", redis.uri().replace("://", isLocked ? "://:hush@" : "://"));
      try (ServerProcess server = run(settings)) {
        server.await(words, () -> server.out().contains(words));
        assertThat(server.out())
            .contains("redis_connect_fail")
            .doesNotContain("hush", "\"started\"");
      }
    }
  }

  @Test
  void waitsWithItsPortClosedUntilRedisComes() throws Exception {
    int port = freePort();
    try (RedisServer redis = gone();
        ServerProcess server = waiting(redis, port);
        PortWatch watch = new PortWatch(port)) {
      server.await("it waits", () -> server.out().contains("redis_connect_waiting"));
      Await.until(Duration.ofSeconds(10), "looked at", () -> watch.looks() > 20);
      assertThat(watch.everOpen()).isFalse();

      redis.restart();

      assertThat(new Visitor(server.port()).status("/ready")).isEqualTo(200);
      assertThat(lines(server, "redis_connect_waiting")).isEqualTo(1);
      assertThat(server.out()).doesNotContain("redis_given_up", "redis_connect_degraded");
    }
  }

  @Test
  void canBeToldToStopWhileItWaits() throws Exception {
    try (RedisServer redis = gone();
        ServerProcess server = waiting(redis, freePort())) {
      server.await("it waits", () -> server.out().contains("redis_connect_waiting"));

      server.terminate();

      assertThat(server.exitCode()).isZero();
      assertThat(server.out()).contains("\"stopped\"").doesNotContain("start_failed");
    }
  }

  @Test
  void servesWithoutRedisInDevAndTakesItUpWhenItComes() throws Exception {
    try (RedisServer redis = gone();
        ServerProcess server = run(dev(redis))) {
      Visitor visitor = new Visitor(server.port());
      String token = visitor.token("sess_1");
      server.await("it says so", () -> server.out().contains("redis_connect_degraded"));

      HttpResponse<String> ready = visitor.get("/ready");
      assertThat(ready.statusCode()).isEqualTo(503);
      assertThat(ready.body())
          .isEqualTo("{\"status\":\"NOT_READY\",\"ready\":false,\"checks\":{\"redis\":\"DOWN\"}}");
      assertThat(visitor.status("/health/live")).isEqualTo(200);
      assertThat(Visitor.json(visitor.get("/health/ready")).get("status").textValue())
          .isEqualTo("degraded");
      for (int i = 1; i <= 3; i++) {
        HttpResponse<String> refused = visitor.askForTicket(token);
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("Retry-After")).hasValue("2");
        assertThat(Visitor.json(refused).get("code").textValue())
            .isEqualTo("WS_TICKET_REDIS_NOT_READY");
      }
      assertThat(lines(server, "ws_ticket_redis_not_ready")).isEqualTo(3);
      assertThat(server.out()).containsSubsequence("redis_connect_fail", "redis_connect_degraded");
      assertThat(lines(server, "redis_connect_degraded")).isEqualTo(1);
      assertThat(visitor.get("/metrics").body())
          .contains("redis_connection_state{state=\"connected\"} 0.0")
          .containsPattern("redis_connect_attempts_total\\{outcome=\"failed\"} [1-9]");

      try (Machine machine = Machine.watch();
          Crowd crowd = Crowd.at(visitor)) {
        redis.restart();
        Span back = crowd.awaitAdmissionsSince(System.nanoTime());

        // At most a second until the next try that a request may ask for, and the try itself.
        assertThat(machine.ofTheProgram(back)).isLessThan(Duration.ofMillis(1_500));
        assertThat(crowd.wrongAnswers()).isEmpty();
      }
      assertThat(visitor.status("/ready")).isEqualTo(200);
      assertThat(visitor.connect(visitor.ticket(token)).isAdmitted()).isTrue();
      assertThat(visitor.get("/metrics").body())
          .contains("redis_connection_state{state=\"connected\"} 1.0");
      assertThat(Visitor.json(visitor.get("/health/dependencies")).at("/dependencies/redis/url"))
          .hasToString("\"redis://127.0.0.1:" + redis.port() + "\"");
    }
  }

  private static ServerProcess waiting(RedisServer redis, int port) {
    Map<String, String> settings = new HashMap<>(prod(redis));
    settings.put("PORT", "" + port);
    settings.put("ADMITONE_STARTUP_POLICY", "wait");
    settings.put("ADMITONE_STARTUP_TIMEOUT", "1s");
    return run(settings);
  }

  /** A server that was there, so that nobody else has its port. */
  private static RedisServer gone() {
    RedisServer redis = RedisServer.start();
    redis.kill();
    return redis;
  }

  private static ServerProcess run(Map<String, String> settings) {
    return ServerProcess.run(settings, List.of());
  }

  private static Map<String, String> dev(RedisServer redis) {
    return Map.of(
        "ADMITONE_STORE", "redis",
        "REDIS_URL", redis.uri(),
        "JWT_SECRET", SECRET,
        "ADMITONE_TICKETS_PER_MINUTE", "10000",
        "PORT", "0");
  }

  private static Map<String, String> prod(RedisServer redis) {
    return Map.of(
        "ADMITONE_ENVIRONMENT", "prod",
        "REDIS_URL", redis.uri(),
        "JWT_SECRET", SECRET,
        "JWT_ISSUER", "issuer",
        "JWT_AUDIENCE", "audience",
        "PORT", "0");
  }

  private static long lines(ServerProcess server, String event) {
    return Pattern.compile("event\"?[=:]\"?" + event + "\\b")
        .matcher(server.out())
        .results()
        .count();
  }

  private static Duration since(long begun) {
    return Duration.ofNanos(System.nanoTime() - begun);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Knocks at a port again and again. */
  private static final class PortWatch implements AutoCloseable {
    private final Thread thread;
    private final int port;
    private volatile boolean done;
    private volatile boolean everOpen;
    private volatile int looks;

    private PortWatch(int port) {
      this.port = port;
      this.thread = new Thread(this::watch, "port-watch");
      thread.start();
    }

    private void watch() {
      while (!done) {
        try (Socket socket = new Socket()) {
          socket.connect(new InetSocketAddress("127.0.0.1", port), 500);
          everOpen = true;
        } catch (IOException closed) {
          looks++;
        }
        LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
      }
    }

    private int looks() {
      return looks;
    }

    private boolean everOpen() {
      return everOpen;
    }

    @Override
    public void close() {
      done = true;
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
