package io.admitone.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import io.admitone.bootstrap.Machine.Span;
import io.admitone.redis.rig.Await;
import io.admitone.redis.rig.FaultProxy;
import io.admitone.redis.rig.RedisConf;
import io.admitone.redis.rig.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Redis gets into every kind of trouble under a serving process, and out of it, while pages come
 * in. Each bound is the specification's; see {@link Machine} for what is held against it.
 */
@Tag("long")
class RedisOutageEndToEndTest {
  private static final Duration NOTICED_CLOSED = Duration.ofSeconds(1);
  private static final Duration NOTICED_SILENT = Duration.ofSeconds(3);

  /** A server that answers and refuses is found out by the next heartbeat, or by a request. */
  private static final Duration NOTICED_REFUSING = Duration.ofSeconds(1);

  private static final Duration BACK = Duration.ofMillis(1_500);
  private static final Duration ANSWERED_WHILE_DOWN = Duration.ofMillis(50);
  private static final Duration ALIVE = Duration.ofMillis(100);

  /** Of this many answers, the slowest in a hundred tells something. */
  private static final int MANY = 400;

  private static final int FIRST_PAGES = 20;
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private static RedisServer redis;
  private static FaultProxy network;
  private static ServerProcess server;
  private static Machine machine;
  private Crowd crowd;

  @BeforeAll
  static void start() throws Exception {
    redis = RedisServer.start(RedisConf.plain().user("app", "on >pw ~* &* +@all"));
    network = FaultProxy.to(redis.port());
    server =
        ServerProcess.run(
            Map.of(
                "ADMITONE_STORE", "redis",
                "REDIS_URL", "redis://app:pw@127.0.0.1:" + network.port(),
                "JWT_SECRET", "the-secret-of-the-process-under-test-0001",
                "ADMITONE_TICKETS_PER_MINUTE", "100000",
                "PORT", "0"),
            List.of());
    machine = Machine.watch();
    letFirstPagesIn();
  }

  /** A virtual machine that has never let anybody in is slow in ways that are not Redis' fault. */
  private static void letFirstPagesIn() throws Exception {
    Visitor visitor = new Visitor(server.port());
    Await.until(PATIENCE, "ready", () -> isReady(visitor));
    try (Crowd first = Crowd.at(visitor)) {
      for (int i = 0; i < FIRST_PAGES; i++) {
        first.awaitAdmissions();
      }
      assertThat(first.wrongAnswers()).isEmpty();
    }
  }

  @AfterAll
  static void stop() {
    machine.close();
    server.close();
    network.close();
    redis.close();
  }

  @BeforeEach
  void letPagesIn() throws Exception {
    Visitor visitor = new Visitor(server.port());
    Await.until(PATIENCE, "ready", () -> isReady(visitor));
    crowd = Crowd.at(visitor);
    crowd.awaitAdmissions();
  }

  @AfterEach
  void sendThemHome() {
    crowd.close();
  }

  @Test
  void aKilledRedisCostsNobodyAWrongAnswer() {
    crowd.ticketsMayBeForgotten();
    outage("killed", redis::kill, NOTICED_CLOSED, redis::restart);

    assertThat(server.out())
        .containsSubsequence("redis_connect_ok", "redis_disconnected", "redis_reconnected");
  }

  @Test
  void aFrozenRedisCostsNobodyAWrongAnswer() {
    outage("stopped", redis::freeze, NOTICED_SILENT, redis::thaw);
  }

  @Test
  void aNetworkThatDropsEveryPacketCostsNobodyAWrongAnswer() {
    outage(
        "packets dropped",
        network::freeze,
        NOTICED_SILENT,
        () -> {
          network.cut();
          network.pass();
        });
  }

  @Test
  void aRedisThatBecomesAReplicaCostsNobodyAWrongAnswer() {
    crowd.ticketsMayBeForgotten();
    outage(
        "made a replica",
        () -> redis.cli("REPLICAOF", "127.0.0.1", "1"),
        NOTICED_REFUSING,
        () -> redis.cli("REPLICAOF", "NO", "ONE"));
  }

  @Test
  void aRedisWithoutMemoryCostsNobodyAWrongAnswer() {
    outage(
        "memory full",
        () -> redis.cli("CONFIG", "SET", "maxmemory", "1"),
        NOTICED_REFUSING,
        () -> redis.cli("CONFIG", "SET", "maxmemory", "0"));
  }

  @Test
  void theLossOfItsRightsCostsNobodyAWrongAnswer() {
    outage(
        "rights revoked",
        () -> redis.cli("ACL", "SETUSER", "app", "-getdel"),
        NOTICED_REFUSING,
        () -> redis.cli("ACL", "SETUSER", "app", "+getdel"));
  }

  @Test
  void aPasswordThatWasChangedCostsNobodyAWrongAnswer() {
    outage(
        "wrong password",
        () -> {
          redis.cli("ACL", "SETUSER", "app", "resetpass", ">other");
          network.cut();
        },
        NOTICED_CLOSED,
        () -> redis.cli("ACL", "SETUSER", "app", "resetpass", ">pw"));
  }

  @Test
  void aRestartedRedisCostsNobodyAWrongAnswer() {
    crowd.ticketsMayBeForgotten();
    crowd.countLooksFromNowOn();
    redis.kill();
    redis.restart();
    long restarted = System.nanoTime();

    Span back = crowd.awaitAdmissionsSince(restarted);

    report("restarted", new Span(restarted, restarted), back);
    assertThat(machine.ofTheProgram(back)).isLessThan(BACK);
    nobodyWasToldWrong();
  }

  private void outage(String name, Runnable fault, Duration noticedWithin, Runnable mend) {
    crowd.countLooksFromNowOn();
    long begun = System.nanoTime();
    fault.run();
    Await.until(PATIENCE, "not ready", () -> !isReady(crowd.visitor()));
    Span noticed = Span.since(begun);
    List<Span> whileDown = crowd.awaitRefusals(MANY);

    mend.run();
    Span back = crowd.awaitAdmissionsSince(System.nanoTime());

    report(name, noticed, back);
    assertThat(machine.ofTheProgram(noticed)).as("noticed").isLessThan(noticedWithin);
    assertThat(machine.ofTheProgram(whileDown, 0.99, crowd.looks()))
        .as("tickets, beyond /health/live")
        .isLessThan(ANSWERED_WHILE_DOWN);
    assertThat(machine.ofTheProgram(back)).as("back").isLessThan(BACK);
    nobodyWasToldWrong();
  }

  private void nobodyWasToldWrong() {
    crowd.close();
    assertThat(crowd.wrongAnswers()).isEmpty();
    assertThat(crowd.looks()).hasSizeGreaterThan(10);
    assertThat(machine.ofTheProgram(crowd.looks(), 1)).as("/health/live").isLessThan(ALIVE);
    assertThat(isReady(crowd.visitor())).isTrue();
  }

  private void report(String name, Span noticed, Span back) {
    System.out.printf(
        "%-16s noticed in %4d ms, back in %4d ms; 99 of 100 tickets while down within %d ms,"
            + " /health/live within %d ms; %d admitted, %d told to come back, %d wrong%n",
        name,
        noticed.length().toMillis(),
        back.length().toMillis(),
        machine.ofTheProgram(crowd.whileDown(), 0.99).toMillis(),
        machine.ofTheProgram(crowd.looks(), 1).toMillis(),
        crowd.admitted(),
        crowd.toldToComeBack(),
        crowd.wrongAnswers().size());
  }

  private static boolean isReady(Visitor visitor) {
    try {
      return visitor.status("/ready") == 200;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
