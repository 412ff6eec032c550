package io.admitone.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import io.admitone.domain.identity.Identity;
import io.admitone.domain.identity.SessionId;
import io.admitone.domain.identity.UserId;
import io.admitone.http.token.DevTokens;
import io.admitone.http.token.SharedSecret;
import io.admitone.http.token.TokenPolicy;
import io.admitone.memory.SystemClock;
import io.admitone.redis.rig.Await;
import io.admitone.redis.rig.FaultProxy;
import io.admitone.redis.rig.RedisServer;
import io.admitone.redis.rig.RespConnection;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Many at once, many a second, and many times over, on one process and one Redis. */
@Tag("long")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RedisLoadEndToEndTest {
  private static final String SECRET = "the-secret-of-the-process-under-test-0001";
  private static final int CROWD = 1_000;
  private static final Duration PROBING = Duration.ofSeconds(3);
  private static final int PROBES_PER_SECOND = 1_000;
  private static final int PROBERS = 8;
  private static final int FLAPS = 100;
  private static final Duration HEARTBEAT = Duration.ofMillis(750);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Threads that pools start late, and connections of the visitor that come and go. */
  private static final int SLACK = 10;

  private static RedisServer redis;
  private static FaultProxy network;
  private static ServerProcess server;

  @BeforeAll
  static void start() {
    redis = RedisServer.start();
    network = FaultProxy.to(redis.port());
    server =
        ServerProcess.run(
            Map.of(
                "ADMITONE_STORE", "redis",
                "ADMITONE_STARTUP_POLICY", "fail-closed",
                "ADMITONE_STARTUP_TIMEOUT", "60s",
                "ADMITONE_REDIS_RETRY_WAITS", "20ms",
                "REDIS_URL", network.uri(),
                "JWT_SECRET", SECRET,
                "ADMITONE_TICKETS_PER_MINUTE", "100000",
                "PORT", "0"),
            List.of());
  }

  @AfterAll
  static void stop() {
    server.close();
    network.close();
    redis.close();
  }

  @Test
  @Order(1)
  void givesAThousandPagesTheirTicketsRightAfterTheStart() throws Exception {
    List<String> tokens = IntStream.range(0, CROWD).mapToObj(tokens()).toList();
    Visitor visitor = new Visitor(server.port());
    long begun = System.nanoTime();

    List<CompletableFuture<HttpResponse<String>>> asked =
        tokens.stream().map(visitor::askForTicketAsync).toList();

    Map<Integer, Long> statuses =
        asked.stream()
            .map(CompletableFuture::join)
            .collect(
                Collectors.groupingBy(
                    HttpResponse::statusCode, TreeMap::new, Collectors.counting()));
    System.out.printf(
        "%d tickets right after the start: %s in %d ms%n",
        CROWD, statuses, Duration.ofNanos(System.nanoTime() - begun).toMillis());
    assertThat(statuses).isEqualTo(Map.of(200, (long) CROWD));
    assertThat((List<?>) redis.cli("KEYS", "ws_ticket:*")).hasSize(CROWD);
    assertWarmedUpByNobody(visitor);
  }

  /** Before the crowd somebody went the same way whom nobody counts. */
  private static void assertWarmedUpByNobody(Visitor visitor) throws Exception {
    assertThat((List<?>) redis.cli("KEYS", "ws_session:*")).hasSize(CROWD + 1);
    assertThat(visitor.get("/metrics").body())
        .contains("ws_tickets_issued_total{outcome=\"issued\"} " + CROWD + ".0")
        .contains("ws_ticket_redemptions_total{outcome=\"admitted\"} 0.0");
  }

  /** Minted here, so that no request comes before the crowd's. */
  private static IntFunction<String> tokens() {
    TokenPolicy policy =
        new TokenPolicy(
            Optional.of(SharedSecret.of(SECRET)),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    DevTokens mint = new DevTokens(policy, new SystemClock(), Duration.ofHours(1));
    return i ->
        mint.mint(
            new Identity(new UserId("user_" + i), new SessionId("sess_" + i), Set.of(), List.of()));
  }

  @Test
  @Order(2)
  void answersAThousandProbesASecondWithoutAskingRedis() throws Exception {
    try (RespConnection watcher = RespConnection.open(redis.host(), redis.port())) {
      Map<String, Long> before = calls(watcher);
      List<String> connections = connections(watcher);
      long accepted = accepted(watcher);
      long begun = System.nanoTime();

      long answered = probe();

      Duration took = Duration.ofNanos(System.nanoTime() - begun);
      long heartbeats = took.dividedBy(HEARTBEAT) + 2;
      Map<String, Long> sent = calls(watcher);
      before.forEach((command, count) -> sent.merge(command, -count, Long::sum));
      System.out.printf("%d probes in %d ms; Redis was sent %s%n", answered, took.toMillis(), sent);
      assertThat(answered).isEqualTo(PROBING.toSeconds() * PROBES_PER_SECOND);
      assertThat(accepted(watcher)).isEqualTo(accepted);
      assertThat(connections(watcher)).isEqualTo(connections);
      // A heartbeat goes on beating: each of its commands once a beat, and one waiting read.
      assertThat(sent).allSatisfy((command, count) -> assertThat(count).isLessThan(2 * heartbeats));
      assertThat(sent.get("getdel")).isPositive();
    }
  }

  /** At an even pace; how many said that the process is ready. */
  private static long probe() throws Exception {
    Visitor visitor = new Visitor(server.port());
    long begun = System.nanoTime();
    List<CompletableFuture<Long>> probers =
        IntStream.range(0, PROBERS)
            .mapToObj(prober -> CompletableFuture.supplyAsync(() -> probe(visitor, begun)))
            .toList();
    return probers.stream().mapToLong(CompletableFuture::join).sum();
  }

  private static long probe(Visitor visitor, long begun) {
    int each = (int) (PROBING.toSeconds() * PROBES_PER_SECOND / PROBERS);
    long pause = Duration.ofSeconds(PROBERS).toNanos() / PROBES_PER_SECOND;
    long ready = 0;
    for (int i = 0; i < each; i++) {
      LockSupport.parkNanos(begun + i * pause - System.nanoTime());
      ready += status(visitor, "/ready") == 200 ? 1 : 0;
    }
    return ready;
  }

  /** How often each command was run, those of the watcher itself left out. */
  private static Map<String, Long> calls(RespConnection watcher) {
    return Pattern.compile("cmdstat_([a-z|]+):calls=(\\d+)")
        .matcher(watcher.text("INFO", "commandstats"))
        .results()
        .filter(match -> !match.group(1).startsWith("client"))
        .collect(
            Collectors.toMap(
                match -> match.group(1),
                match -> Long.parseLong(match.group(2)),
                Long::sum,
                TreeMap::new));
  }

  private static List<String> connections(RespConnection watcher) {
    return Pattern.compile("(?m)^id=(\\d+) ")
        .matcher(watcher.text("CLIENT", "LIST"))
        .results()
        .map(match -> match.group(1))
        .sorted()
        .toList();
  }

  private static long accepted(RespConnection watcher) {
    return Pattern.compile("total_connections_received:(\\d+)")
        .matcher(watcher.text("INFO", "stats"))
        .results()
        .mapToLong(match -> Long.parseLong(match.group(1)))
        .sum();
  }

  @Test
  @Order(3)
  void leaksNoThreadAndNoConnectionInAHundredFlaps() throws Exception {
    Visitor visitor = new Visitor(server.port());
    flap(5);
    Await.until(PATIENCE, "on two connections", () -> redis.connectedClients() == 2);
    double threads = metric(visitor, "jvm_threads_live_threads");
    double files = metric(visitor, "process_files_open_files");

    flap(FLAPS);

    Await.until(PATIENCE, "on two connections", () -> redis.connectedClients() == 2);
    Await.until(
        PATIENCE,
        "on as many threads and files",
        () ->
            metric(visitor, "jvm_threads_live_threads") <= threads + SLACK
                && metric(visitor, "process_files_open_files") <= files + SLACK);
    assertThat(status(visitor, "/ready")).isEqualTo(200);
  }

  private static void flap(int times) {
    for (int i = 0; i < times; i++) {
      long before = reconnections();
      network.cut();
      Await.until(PATIENCE, "back", () -> reconnections() > before);
    }
  }

  private static long reconnections() {
    return Pattern.compile("event=redis_reconnected").matcher(server.out()).results().count();
  }

  private static double metric(Visitor visitor, String name) {
    try {
      return Pattern.compile("(?m)^" + name + " (\\S+)$")
          .matcher(visitor.get("/metrics").body())
          .results()
          .mapToDouble(match -> Double.parseDouble(match.group(1)))
          .findFirst()
          .orElseThrow();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static int status(Visitor visitor, String path) {
    try {
      return visitor.status(path);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
