package io.admitone.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import io.admitone.redis.rig.Await;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * SIGTERM with many sockets, {@code -Dadmitone.drain.sockets} of them: everybody is told, also who
 * does not listen, and nobody holds the process up.
 */
@Tag("long")
class DrainEndToEndTest {
  private static final int SOCKETS = Integer.getInteger("admitone.drain.sockets", 500);
  private static final int DEAF = SOCKETS / 50;

  /** 500 goodbyes a second, as where nobody chose otherwise with 5,000 sockets. */
  private static final Duration WINDOW = Duration.ofMillis(1_000 + SOCKETS * 2L);

  /** What the process needs beyond the window: the last answers to the goodbye, and closing. */
  private static final Duration BEYOND = Duration.ofSeconds(12);

  @Test
  void tellsEverybodyWhenToReturnAndHangsOnNobody() {
    try (ServerProcess server = server();
        Throng throng = new Throng(server.port())) {
      throng.enter(SOCKETS, "/ws/client?version=1");
      List<Throng.Member> deaf = throng.members().subList(0, DEAF);
      deaf.forEach(Throng.Member::goDeaf);

      long toldAt = System.nanoTime();
      server.terminate();
      server.await("the drain", () -> server.out().contains("event=drain_started"));
      server.terminate();
      int exitCode = server.exitCode();
      Duration took = Duration.ofNanos(System.nanoTime() - toldAt);
      deaf.forEach(Throng.Member::listenAgain);

      Await.until(BEYOND, "all have gone", () -> throng.members().stream().allMatch(this::ended));
      System.out.printf("%d sockets left within %d ms%n", SOCKETS, took.toMillis());
      assertThat(exitCode).isZero();
      assertThat(took).isLessThan(WINDOW.plus(BEYOND));
      assertThat(throng.members())
          .allSatisfy(page -> assertThat(page.ending()).isEqualTo("1012 SERVICE_RESTART"));
      assertIsEven(throng.members().stream().map(DrainEndToEndTest::advised).toList());
    }
  }

  private boolean ended(Throng.Member page) {
    return page.hasEnded();
  }

  /** The one advice, which is the last word before the goodbye. */
  private static long advised(Throng.Member page) {
    assertThat(page.heard()).hasSize(2);
    String last = page.heard().get(1);
    assertThat(last).startsWith("{\"type\":\"reconnect\"").contains("\"SERVICE_RESTART\"");
    return Long.parseLong(last.replaceAll(".*\"retry_after_ms\":(\\d+).*", "$1"));
  }

  private static void assertIsEven(List<Long> advised) {
    assertThat(Spread.distance(advised, Spread.even(WINDOW.toMillis())))
        .as("advised, in ms: %s", Spread.describe(advised))
        .isLessThan(Spread.rarest(advised.size()));
  }

  private static ServerProcess server() {
    return ServerProcess.run(
        Map.of(
            "JWT_SECRET",
            "the-secret-of-the-process-under-test-0001",
            "ADMITONE_DRAIN_WINDOW",
            WINDOW.toMillis() + "ms",
            "PORT",
            "0"),
        List.of());
  }
}
