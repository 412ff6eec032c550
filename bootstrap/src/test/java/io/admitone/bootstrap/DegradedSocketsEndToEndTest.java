package io.admitone.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import io.admitone.bootstrap.Machine.Span;
import io.admitone.redis.rig.Await;
import io.admitone.redis.rig.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Redis dies and comes back under many open sockets, {@code -Dadmitone.degraded.sockets} of them:
 * all stay, all are told, some at a time, and it costs next to nothing.
 */
@Tag("long")
class DegradedSocketsEndToEndTest {
  private static final int SOCKETS = Integer.getInteger("admitone.degraded.sockets", 600);

  /** A hundred at a time, and then a pause of two milliseconds. */
  private static final Duration SHORTEST_ROUND = Duration.ofMillis(SOCKETS / 100 * 2L - 2);

  /** Telling is writing 120 bytes: 0.2 ms of a core each are many times what that takes. */
  private static final Duration MOST_CPU = Duration.ofMillis(2_000 + SOCKETS / 5);

  private static final long MOST_KB_MORE = 48 * 1024L;
  private static final Duration NEVER_LATE = Duration.ofMillis(100);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Test
  void tellsEverySocketOnceAndInOrder() throws Exception {
    try (RedisServer redis = RedisServer.start();
        ServerProcess server = server(redis);
        Throng throng = new Throng(server.port());
        Machine machine = Machine.watch()) {
      List<Throng.Member> pages = throng.enter(SOCKETS, "/ws/client?version=1");
      Throng.Member patient = throng.enter(1, "/ws/client?version=1").get(0);
      Duration cpuBefore = server.cpu();
      long residentBefore = server.residentKb();

      redis.kill();
      List<Span> pings = pingUntilAllHeard(patient, pages, 2);
      Duration lost = roundOf(pages);
      redis.restart();
      pings.addAll(pingUntilAllHeard(patient, pages, 3));
      Duration back = roundOf(pages);

      Duration cpu = server.cpu().minus(cpuBefore);
      long residentMore = server.residentKb() - residentBefore;
      System.out.printf(
          "%d sockets were told of the loss within %d ms and of the return within %d ms; %d ms of"
              + " CPU, %d kB more resident, longest ping beside %d ms%n",
          SOCKETS,
          lost.toMillis(),
          back.toMillis(),
          cpu.toMillis(),
          residentMore,
          pings.stream().mapToLong(span -> span.length().toMillis()).max().orElseThrow());
      assertThat(pages)
          .allSatisfy(
              page -> {
                assertThat(page.hasEnded()).isFalse();
                assertThat(page.heard()).hasSize(3);
                assertThat(page.heard().get(1))
                    .startsWith("{\"type\":\"status\"")
                    .endsWith("\"mode\":\"degraded\",\"reason\":\"STORE_UNAVAILABLE\"}");
                assertThat(page.heard().get(2))
                    .startsWith("{\"type\":\"status\"")
                    .endsWith("\"mode\":\"normal\"}");
              });
      assertThat(lost).isGreaterThanOrEqualTo(SHORTEST_ROUND);
      assertThat(back).isGreaterThanOrEqualTo(SHORTEST_ROUND);
      assertThat(machine.ofTheProgram(pings, 1)).as("a ping beside").isLessThan(NEVER_LATE);
      assertThat(cpu).isLessThan(MOST_CPU);
      assertThat(residentMore).isLessThan(MOST_KB_MORE);
    }
  }

  /** One page asks on and on meanwhile; how long each answer took. */
  private static List<Span> pingUntilAllHeard(
      Throng.Member patient, List<Throng.Member> pages, int messages) {
    List<Span> pings = new ArrayList<>();
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!pages.stream().allMatch(page -> page.heard().size() >= messages)) {
      assertThat(System.nanoTime() - end).as("not all were told").isNegative();
      int number =
          (int) patient.heard().stream().filter(DegradedSocketsEndToEndTest::isPong).count();
      long askedAt = System.nanoTime();
      patient.say("{\"type\":\"ping\"}");
      Await.until(
          PATIENCE,
          "a pong",
          () ->
              patient.heard().stream().filter(DegradedSocketsEndToEndTest::isPong).count()
                  > number);
      pings.add(Span.since(askedAt));
    }
    return pings;
  }

  private static boolean isPong(String message) {
    return message.startsWith("{\"type\":\"pong\"");
  }

  /** From the first who heard the last message to the last. */
  private static Duration roundOf(List<Throng.Member> pages) {
    long first = pages.stream().mapToLong(Throng.Member::lastHeardAt).min().orElseThrow();
    long last = pages.stream().mapToLong(Throng.Member::lastHeardAt).max().orElseThrow();
    return Duration.ofNanos(last - first);
  }

  private static ServerProcess server(RedisServer redis) {
    return ServerProcess.run(
        Map.of(
            "ADMITONE_STORE", "redis",
            "ADMITONE_STARTUP_POLICY", "wait",
            "REDIS_URL", redis.uri(),
            "ADMITONE_WS_MESSAGES_PER_SECOND", "1000",
            "JWT_SECRET", "the-secret-of-the-process-under-test-0001",
            "PORT", "0"),
        List.of());
  }
}
