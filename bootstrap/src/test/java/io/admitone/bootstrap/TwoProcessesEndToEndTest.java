package io.admitone.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import io.admitone.redis.rig.Await;
import io.admitone.redis.rig.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Two processes on one Redis are one service. */
class TwoProcessesEndToEndTest {
  private static final int PAGES = 16;

  private static RedisServer redis;
  private static ServerProcess first;
  private static ServerProcess second;

  @BeforeAll
  static void start() {
    redis = RedisServer.start();
    first = server();
    second = server();
  }

  @AfterAll
  static void stop() {
    first.close();
    second.close();
    redis.close();
  }

  @Test
  void admitATicketOnceWhicheverIssuedItAndWhicheverIsAsked() throws Exception {
    Visitor one = new Visitor(first.port());
    Visitor other = new Visitor(second.port());
    ExecutorService pages = Executors.newFixedThreadPool(PAGES);
    try {
      for (Visitor issuer : List.of(one, other)) {
        String ticket = issuer.ticket(issuer.token("sess_once"));
        List<Future<Page>> opened = new ArrayList<>();
        for (int i = 0; i < PAGES; i++) {
          Visitor asked = i % 2 == 0 ? one : other;
          opened.add(pages.submit(() -> asked.connect(ticket)));
        }

        int admitted = 0;
        for (Future<Page> page : opened) {
          if (page.get().isAdmitted()) {
            admitted++;
          } else {
            assertThat(page.get().goodbye()).isEqualTo("4401 TICKET_INVALID");
          }
        }
        assertThat(admitted).isEqualTo(1);
      }
    } finally {
      pages.shutdownNow();
    }
  }

  @Test
  void acceptEachOthersTickets() throws Exception {
    Visitor issuer = new Visitor(first.port());

    String ticket = issuer.ticket(issuer.token("sess_guest"));

    assertThat(new Visitor(second.port()).connect(ticket).isAdmitted()).isTrue();
  }

  @Test
  void closeTheSocketsOfARevokedSessionWithinASecondOnBoth() throws Exception {
    Visitor one = new Visitor(first.port());
    Visitor other = new Visitor(second.port());
    String token = one.token("sess_over");
    Page here = one.connect(one.ticket(token));
    Page there = other.connect(one.ticket(token));
    Page stranger = other.connect(other.ticket(other.token("sess_other")));
    String unspent = other.ticket(token);

    long asked = System.nanoTime();
    assertThat(one.revoke("sess_over", token).statusCode()).isEqualTo(204);

    assertThat(there.goodbye()).isEqualTo("4401 SESSION_REVOKED");
    assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(1));
    assertThat(here.goodbye()).isEqualTo("4401 SESSION_REVOKED");
    assertThat(other.connect(unspent).goodbye()).isEqualTo("4401 TICKET_INVALID");
    assertThat(stranger.isOpen()).isTrue();
  }

  @Test
  void leaveRedisWhenTheySayGoodbye() throws Exception {
    try (ServerProcess third = server()) {
      Visitor visitor = new Visitor(third.port());
      Page page = visitor.connect(visitor.ticket(visitor.token("sess_stop")));
      int connections = redis.connectedClients();

      third.terminate();

      assertThat(third.exitCode()).isZero();
      assertThat(page.goodbye()).isEqualTo("1012 SERVICE_RESTART");
      Await.until(
          Duration.ofSeconds(10),
          "fewer connections",
          () -> redis.connectedClients() <= connections - 2);
      assertThat(third.out())
          .containsSubsequence("drain_started", "ws_disconnect", "drain_ended", "stopped")
          .doesNotContain(" ERROR ", "readiness_changed dependency=redis from=connected");
    }
  }

  private static ServerProcess server() {
    return ServerProcess.run(
        Map.of(
            "ADMITONE_STORE", "redis",
            "ADMITONE_STARTUP_POLICY", "wait",
            "REDIS_URL", redis.uri(),
            "JWT_SECRET", "the-secret-of-the-process-under-test-0001",
            "PORT", "0"),
        List.of());
  }
}
