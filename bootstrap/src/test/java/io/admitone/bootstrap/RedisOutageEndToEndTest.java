package io.admitone.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import io.admitone.redis.rig.Await;
import io.admitone.redis.rig.RedisServer;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Redis goes away under a serving process, and comes back, while pages come in. */
class RedisOutageEndToEndTest {
  private static final int CLIENTS = 2;
  private static final int ENOUGH = 20;
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final RedisServer redis = RedisServer.start();
  private final ServerProcess server =
      ServerProcess.run(
          Map.of(
              "ADMITONE_STORE", "redis",
              "REDIS_URL", redis.uri(),
              "JWT_SECRET", "the-secret-of-the-process-under-test-0001",
              "ADMITONE_TICKETS_PER_MINUTE", "100000",
              "PORT", "0"),
          List.of());
  private final AtomicInteger lives = new AtomicInteger();
  private final AtomicInteger admitted = new AtomicInteger();
  private final AtomicInteger askedToComeBack = new AtomicInteger();
  private final List<String> wrong = new CopyOnWriteArrayList<>();
  private final List<Thread> clients = new ArrayList<>();
  private volatile boolean done;
  private Visitor visitor;

  @BeforeEach
  void letPagesIn() throws Exception {
    visitor = new Visitor(server.port());
    Await.until(PATIENCE, "ready", () -> isReady(visitor));
    for (int i = 0; i < CLIENTS; i++) {
      String token = visitor.token("sess_" + i);
      Thread client = new Thread(() -> comeAgainAndAgain(token), "client-" + i);
      clients.add(client);
      client.start();
    }
    Await.until(PATIENCE, "pages are let in", () -> admitted.get() >= ENOUGH);
  }

  @AfterEach
  void close() {
    done = true;
    server.close();
    redis.close();
  }

  @Test
  void aKilledRedisCostsNobodyAWrongAnswer() throws Exception {
    redis.kill();
    Duration noticed = Await.until(PATIENCE, "not ready", () -> !isReady(visitor));
    refuseWithoutWaiting();

    lives.incrementAndGet();
    redis.restart();
    Duration back = Await.until(PATIENCE, "ready", () -> isReady(visitor));

    assertThat(noticed).isLessThan(Duration.ofSeconds(2));
    assertThat(back).isLessThan(Duration.ofSeconds(4));
    pagesComeInAgainAndNoneWasToldWrong();
    assertThat(server.out())
        .containsSubsequence("redis_connect_ok", "redis_disconnected", "redis_reconnected");
  }

  @Test
  void aFrozenRedisCostsNobodyAWrongAnswer() throws Exception {
    redis.freeze();
    Duration noticed = Await.until(PATIENCE, "not ready", () -> !isReady(visitor));
    refuseWithoutWaiting();

    redis.thaw();
    Duration back = Await.until(PATIENCE, "ready", () -> isReady(visitor));

    assertThat(noticed).isLessThan(Duration.ofSeconds(4));
    assertThat(back).isLessThan(Duration.ofSeconds(6));
    pagesComeInAgainAndNoneWasToldWrong();
  }

  /** For as long as the pages need to be refused many times. */
  private void refuseWithoutWaiting() throws Exception {
    int before = askedToComeBack.get();
    Duration slowest = Duration.ZERO;
    while (askedToComeBack.get() < before + ENOUGH) {
      long asked = System.nanoTime();
      assertThat(visitor.status("/health/live")).isEqualTo(200);
      Duration took = Duration.ofNanos(System.nanoTime() - asked);
      slowest = took.compareTo(slowest) > 0 ? took : slowest;
    }
    // Far below any wait for Redis, and far above what a busy machine adds.
    assertThat(slowest).isLessThan(Duration.ofMillis(700));
  }

  private void pagesComeInAgainAndNoneWasToldWrong() throws Exception {
    int before = admitted.get();
    Await.until(PATIENCE, "pages are let in", () -> admitted.get() >= before + ENOUGH);
    done = true;
    for (Thread client : clients) {
      client.join();
    }
    assertThat(wrong).isEmpty();
    assertThat(askedToComeBack.get()).isPositive();
  }

  private void comeAgainAndAgain(String token) {
    while (!done) {
      try {
        come(token);
      } catch (Exception e) {
        wrong.add(e.toString());
      }
    }
  }

  private void come(String token) throws Exception {
    int life = lives.get();
    HttpResponse<String> issued = visitor.askForTicket(token);
    if (issued.statusCode() == 503) {
      askedToComeBack.incrementAndGet();
    } else if (issued.statusCode() == 200) {
      present(Visitor.ticketOf(issued), life);
    } else {
      wrong.add(issued.statusCode() + " " + issued.body());
    }
  }

  private void present(String ticket, int life) throws Exception {
    Page page = visitor.connect(ticket);
    if (page.isAdmitted()) {
      admitted.incrementAndGet();
      page.leave();
      return;
    }
    String goodbye = page.goodbye();
    if (goodbye.startsWith("1013")) {
      askedToComeBack.incrementAndGet();
    } else if (lives.get() == life) {
      // Only another life of Redis may have forgotten a ticket that was given.
      wrong.add(goodbye);
    }
  }

  private static boolean isReady(Visitor visitor) {
    try {
      return visitor.status("/ready") == 200;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
