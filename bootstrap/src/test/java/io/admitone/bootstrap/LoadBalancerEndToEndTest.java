package io.admitone.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import io.admitone.redis.rig.Await;
import io.admitone.redis.rig.RedisServer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A deploy behind a real load balancer, under load: nobody's request fails, every socket is told
 * when to come back, and they come back as a ramp. {@code -Dadmitone.deploy.guests} makes them
 * more.
 */
@Tag("long")
class LoadBalancerEndToEndTest {
  private static final int GUESTS = Integer.getInteger("admitone.deploy.guests", 160);
  private static final int GUESTS_A_SESSION = 8;
  private static final int LOADING_PAGES = 3;

  /** Two checks of HAProxy, a second each, and some time beside. */
  private static final Duration DELAY = Duration.ofSeconds(3);

  private static final Duration WINDOW = Duration.ofSeconds(3);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** A wall would be 0.5 and more; a busy machine may be late here and there. */
  private static final double UNEVEN = 0.3;

  private static RedisServer redis;

  private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(8);
  private final List<ServerProcess> servers = new ArrayList<>();

  @BeforeAll
  static void startRedis() {
    redis = RedisServer.start();
  }

  @AfterAll
  static void stopRedis() {
    redis.close();
  }

  @AfterEach
  void stopServers() {
    timer.shutdownNow();
    servers.forEach(ServerProcess::close);
  }

  @Test
  void aRollingRestartBehindHaproxyCostsNobodyAnything(@TempDir Path folder) throws Exception {
    startTwo(DELAY);
    int first = servers.get(0).port();
    int second = servers.get(1).port();
    try (LoadBalancer balancer = LoadBalancer.haproxy(folder, first, second)) {
      Visitor visitor = new Visitor(balancer.port());
      try (HttpLoad load = new HttpLoad(visitor, LOADING_PAGES)) {
        List<Guest> guests = guests(visitor);

        assertRefusedReadinessFirst(stopOne(servers.get(0), first, guests));
        servers.set(0, server(first, DELAY));
        warmUp(servers.get(0));
        Visitor anew = new Visitor(first);
        await("sockets at the new process", () -> anew.metric("ws_handshake_seconds_count") > 0);
        assertRefusedReadinessFirst(stopOne(servers.get(1), second, guests));

        assertNothingFailed(load, balancer);
      }
    }
  }

  @Test
  void aStopBehindNginxCostsNobodyAnything(@TempDir Path folder) throws Exception {
    startTwo(Duration.ZERO);
    int first = servers.get(0).port();
    try (LoadBalancer balancer = LoadBalancer.nginx(folder, first, servers.get(1).port())) {
      Visitor visitor = new Visitor(balancer.port());
      try (HttpLoad load = new HttpLoad(visitor, LOADING_PAGES)) {
        List<Guest> guests = guests(visitor);

        stopOne(servers.get(0), first, guests);

        assertNothingFailed(load, balancer);
      }
    }
  }

  private void startTwo(Duration drainDelay) {
    servers.add(server(0, drainDelay));
    servers.add(server(0, drainDelay));
    servers.forEach(LoadBalancerEndToEndTest::warmUp);
  }

  /** The first answer of a process that has just started takes its time on a busy machine. */
  private static void warmUp(ServerProcess server) {
    Visitor direct = new Visitor(server.port());
    await("ready", () -> statusOf(direct, "/health/ready") == 200);
  }

  private static void assertRefusedReadinessFirst(Stop stop) {
    assertThat(stop.goodbyes)
        .allSatisfy(goodbye -> assertThat(goodbye.at()).isAfter(stop.readinessRefusedAt));
  }

  /** When readiness was seen refused, and what the guests were told. */
  private record Stop(Instant readinessRefusedAt, List<Guest.Goodbye> goodbyes) {}

  /** SIGTERM to one process; returns when its guests are all back. */
  private static Stop stopOne(ServerProcess server, int port, List<Guest> guests) {
    Visitor direct = new Visitor(port);
    guests.forEach(guest -> guest.goodbyes().clear());

    server.terminate();
    await("readiness refused", () -> statusOf(direct, "/ready") == 503);
    Instant refused = Instant.now();
    assertThat(statusOf(direct, "/health/live")).isEqualTo(200);

    assertThat(server.exitCode()).isZero();
    assertThat(server.out().lines().filter(line -> line.contains("ws_disconnect")))
        .allMatch(line -> line.contains("code=1012") || line.contains("code=1000 reason=CLIENT"));
    assertThat(server.out()).containsPattern("drain_ended sockets=0\\b");
    await("everybody back", () -> guests.stream().allMatch(Guest::isConnected));
    assertThat(guests).flatExtracting(Guest::troubles).isEmpty();
    List<Guest.Goodbye> goodbyes = guests.stream().flatMap(g -> g.goodbyes().stream()).toList();
    assertThat(goodbyes).hasSizeGreaterThan(GUESTS / 4);
    assertIsARamp(goodbyes);
    return new Stop(refused, goodbyes);
  }

  /** The advice is a draw and checked as one; when it is given depends on the machine as well. */
  private static void assertIsARamp(List<Guest.Goodbye> goodbyes) {
    double window = WINDOW.toMillis();
    Instant begin = goodbyes.stream().map(Guest.Goodbye::at).min(Instant::compareTo).orElseThrow();
    List<Long> advised = goodbyes.stream().map(Guest.Goodbye::retryAfterMs).toList();
    List<Long> said = sinceEach(begin, goodbyes.stream().map(Guest.Goodbye::at).toList());
    List<Long> back = sinceEach(begin, goodbyes.stream().map(Guest.Goodbye::returnAt).toList());
    assertThat(Spread.distance(advised, Spread.even(window)))
        .as("advised, in ms: %s", Spread.describe(advised))
        .isLessThan(Spread.rarest(advised.size()));
    assertThat(Spread.distance(said, Spread.even(window)))
        .as("said goodbye to, in ms: %s", Spread.describe(said))
        .isLessThan(UNEVEN);
    assertThat(Spread.distance(back, Spread.sumOfTwoEven(window)))
        .as("to return, in ms: %s", Spread.describe(back))
        .isLessThan(UNEVEN);
  }

  private static List<Long> sinceEach(Instant begin, List<Instant> times) {
    return times.stream().map(time -> Duration.between(begin, time).toMillis()).toList();
  }

  private static void assertNothingFailed(HttpLoad load, LoadBalancer balancer) {
    int before = load.answered();
    await("the load goes on", () -> load.answered() > before + 50);
    load.close();
    assertThat(load.failures()).as(balancer.log()).isEmpty();
    assertThat(balancer.log()).doesNotContain("wst_");
  }

  private List<Guest> guests(Visitor visitor) throws Exception {
    List<Guest> guests = new ArrayList<>();
    String token = "";
    for (int i = 0; i < GUESTS; i++) {
      token = i % GUESTS_A_SESSION == 0 ? visitor.token("sess_guest_" + i) : token;
      guests.add(new Guest(visitor, token, timer));
    }
    return guests;
  }

  private static int statusOf(Visitor direct, String path) {
    try {
      return direct.status(path);
    } catch (Exception e) {
      return 0;
    }
  }

  private static void await(String what, BooleanSupplier condition) {
    Await.until(PATIENCE, what, condition);
  }

  private static ServerProcess server(int port, Duration drainDelay) {
    return ServerProcess.run(
        Map.of(
            "ADMITONE_STORE",
            "redis",
            "ADMITONE_STARTUP_POLICY",
            "wait",
            "ADMITONE_DRAIN_DELAY",
            drainDelay.toSeconds() + "s",
            "ADMITONE_DRAIN_WINDOW",
            WINDOW.toSeconds() + "s",
            "REDIS_URL",
            redis.uri(),
            "JWT_SECRET",
            "the-secret-of-the-process-under-test-0001",
            "PORT",
            "" + port),
        List.of());
  }
}
