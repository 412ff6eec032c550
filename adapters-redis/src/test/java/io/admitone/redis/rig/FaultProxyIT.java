package io.admitone.redis.rig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each fault, seen by a plain client on one side and by the server on the other. */
final class FaultProxyIT {
  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static RedisServer redis;
  private FaultProxy proxy;

  @BeforeAll
  static void startServer() {
    redis = RedisServer.start();
  }

  @AfterAll
  static void stopServer() {
    redis.close();
  }

  @BeforeEach
  void startProxy() {
    redis.cli("FLUSHALL");
    proxy = FaultProxy.to(redis.port());
  }

  @AfterEach
  void stopProxy() {
    proxy.close();
    Await.until(LIMIT, "left", () -> redis.connectedClients() == 0);
  }

  @Test
  void passesEverythingAndCountsIt() {
    try (RespConnection client = connect()) {
      assertThat(client.call("SET", "key", "wert ☕")).isEqualTo("OK");
      assertThat(client.call("getdel", "key")).isEqualTo("wert ☕");

      assertThat(proxy.commands("GETDEL")).isOne();
      assertThat(proxy.commands()).isEqualTo(2);
      assertThat(proxy.bytes(Direction.TO_CLIENT))
          .isEqualTo("+OK\r\n$8\r\nwert ☕\r\n".getBytes().length);
      assertThat(proxy.accepted()).isOne();
      assertThat(proxy.open()).isOne();
    }
  }

  @Test
  void passesManyCommandsSentAtOnce() {
    try (RespConnection client = connect()) {
      for (int i = 0; i < 1_000; i++) {
        client.send("ECHO", "number " + i);
      }

      for (int i = 0; i < 1_000; i++) {
        assertThat(client.read()).isEqualTo("number " + i);
      }
    }
  }

  @Test
  void cutsWithAReset() {
    try (RespConnection client = connect()) {
      client.call("PING");

      proxy.cut();

      assertBroken(client, "Connection reset");
    }
  }

  @Test
  void hangsUpInOrder() {
    try (RespConnection client = connect()) {
      client.call("PING");

      proxy.hangUp();

      assertThatThrownBy(client::read).hasMessageContaining("the connection ended");
    }
  }

  @Test
  void refusesNewConnectionsButKeepsOpenOnes() {
    try (RespConnection client = connect()) {
      client.call("PING");

      proxy.refuse();

      assertThatThrownBy(this::connect).hasMessageContaining("refused");
      assertThat(client.call("PING")).isEqualTo("PONG");
    }
  }

  @Test
  void isThereAgainAfterItWasDown() {
    proxy.goDown();
    assertThatThrownBy(this::connect).hasMessageContaining("refused");

    proxy.pass();

    assertServes();
  }

  @Test
  void acceptsAndStaysSilentUntilItPasses() {
    proxy.staySilent();
    try (RespConnection client = connect()) {
      client.send("PING");
      assertThatThrownBy(client::read).hasMessageContaining("timed out");
      assertThat(redis.connectedClients()).isZero();

      proxy.pass();

      assertBroken(client, "Connection reset");
      assertServes();
    }
  }

  @Test
  void holdsBackCommandsAndDeliversThemWhenItPasses() {
    try (RespConnection client = connect()) {
      client.call("PING");
      proxy.freeze(Direction.TO_SERVER);
      client.send("SET", "key", "late");
      assertThatThrownBy(client::read).hasMessageContaining("timed out");
      assertThat(redis.cli("EXISTS", "key")).isEqualTo(0L);

      proxy.pass();

      assertThat(client.read()).isEqualTo("OK");
      assertThat(redis.cli("GET", "key")).isEqualTo("late");
    }
  }

  @Test
  void holdsBackAnswersWhileTheServerCarriesOutTheCommand() {
    try (RespConnection client = connect()) {
      client.call("PING");
      proxy.freeze(Direction.TO_CLIENT);
      client.send("SET", "key", "1");
      Await.until(LIMIT, "carried out", () -> redis.cli("EXISTS", "key").equals(1L));
      assertThatThrownBy(client::read).hasMessageContaining("timed out");

      proxy.pass();

      assertThat(client.read()).isEqualTo("OK");
    }
  }

  @Test
  void losesWhatItHeldBackWhenItCutsBeforeItPasses() {
    try (RespConnection client = connect()) {
      client.call("PING");
      proxy.freeze();
      client.send("SET", "key", "1");
      Await.until(LIMIT, "sent", () -> proxy.commands("SET") == 1);

      proxy.cut();
      proxy.pass();

      assertBroken(client, "Connection reset");
      assertServes();
      assertThat(redis.cli("EXISTS", "key")).isEqualTo(0L);
    }
  }

  @Test
  void keepsACommandFromTheServer() {
    assertFate(Fate.NEVER_ARRIVES, "ticket", "Connection reset");
  }

  @Test
  void breaksACommandInTheMiddle() {
    assertFate(Fate.ARRIVES_IN_PART, "ticket", "Connection reset");
  }

  @Test
  void losesTheAnswerOfACommandThatWasCarriedOut() {
    assertFate(Fate.ANSWER_IS_LOST, null, "Connection reset");
  }

  @Test
  void losesTheAnswerAndEndsInOrder() {
    assertFate(Fate.ANSWER_IS_LOST_IN_ORDER, null, "the connection ended");
  }

  @Test
  void losesTheAnswerAndKeepsTheConnection() {
    assertFate(Fate.ANSWER_STAYS_OUT, null, "timed out");
  }

  @Test
  void losesTheAnswerEvenWhereTheClientMayDoAlmostNothing() {
    redis.cli("SET", "ws:key", "ticket");
    redis.cli("ACL", "SETUSER", "app", "on", ">pw", "~ws:*", "+getdel");
    try (RespConnection client = connect();
        CommandLog log = redis.monitor()) {
      client.call("AUTH", "app", "pw");
      CompletableFuture<Void> done = proxy.onNext("GETDEL", Fate.ANSWER_IS_LOST);

      client.send("GETDEL", "ws:key");

      awaitDone(done);
      assertThat(redis.cli("GET", "ws:key")).isNull();
      assertThat(log.count("GETDEL", "ws:key")).isOne();
    }
    redis.cli("ACL", "DELUSER", "app");
  }

  @Test
  void liesInWaitOnce() {
    proxy.onNext("GETDEL", Fate.NEVER_ARRIVES);
    try (RespConnection client = connect()) {
      client.send("GETDEL", "key");
      assertBroken(client, "Connection reset");
    }

    try (RespConnection client = connect()) {
      assertThat(client.call("GETDEL", "key")).isNull();
    }
  }

  @Test
  void liesInWaitForOneKeyAlone() {
    proxy.onNext("GETDEL", "ws_ticket:", Fate.NEVER_ARRIVES);
    try (RespConnection client = connect()) {
      assertThat(client.call("GETDEL", "other")).isNull();

      client.send("GETDEL", "ws_ticket:1");

      assertBroken(client, "Connection reset");
    }
  }

  @Test
  void cutsAfterTheNthByteOfAnAnswer() {
    redis.cli("SET", "key", "0123456789");
    try (RespConnection client = connect()) {
      client.call("PING");
      long before = proxy.bytes(Direction.TO_CLIENT);
      proxy.cutAfter(Direction.TO_CLIENT, 8);

      client.send("GETDEL", "key");

      assertThatThrownBy(client::read)
          .satisfies(e -> assertThat(e.getMessage()).containsAnyOf("reset", "ended"));
      assertThat(proxy.bytes(Direction.TO_CLIENT) - before).isEqualTo(8);
      assertThat(redis.cli("GET", "key")).isNull();
      assertServes();
    }
  }

  @Test
  void cutsAfterTheNthByteOfACommand() {
    redis.cli("SET", "key", "0123456789");
    try (RespConnection client = connect()) {
      client.call("PING");
      proxy.cutAfter(Direction.TO_SERVER, 8);

      client.send("GETDEL", "key");

      assertBroken(client, "Connection reset");
      assertThat(redis.cli("GET", "key")).isEqualTo("0123456789");
    }
  }

  @Test
  void carriesAnAnswerByteByByte() {
    redis.cli("SET", "key", "0123456789");
    try (RespConnection client = connect()) {
      client.call("PING");
      proxy.trickle(Direction.TO_CLIENT, Duration.ofMillis(2));

      Duration took = timed(() -> client.call("GETDEL", "key"), "0123456789");

      int gaps = "$10\r\n0123456789\r\n".length() - 1;
      assertThat(took).isGreaterThanOrEqualTo(Duration.ofMillis(2).multipliedBy(gaps));
    }
  }

  @Test
  void holdsEachPieceBackForAWhile() {
    try (RespConnection client = connect()) {
      client.call("PING");
      proxy.delay(Direction.TO_CLIENT, Duration.ofMillis(100));

      assertThat(timed(() -> client.call("PING"), "PONG")).isGreaterThan(Duration.ofMillis(99));

      proxy.pass();

      assertThat(client.call("PING")).isEqualTo("PONG");
    }
  }

  @Test
  void leadsNewConnectionsElsewhere() {
    try (RedisServer other = RedisServer.start()) {
      other.cli("SET", "name", "other");

      proxy.leadTo(other.port());

      try (RespConnection client = connect()) {
        assertThat(client.call("GET", "name")).isEqualTo("other");
      }
    }
  }

  @Test
  void resetsConnectionsWhereThereIsNoServer() {
    try (FaultProxy toNobody = FaultProxy.to(LoopbackPorts.free())) {
      // The reset may come before the client has seen that it is connected.
      assertThatThrownBy(() -> ping(toNobody.port())).hasStackTraceContaining("Connection reset");
    }
  }

  private static void ping(int port) {
    try (RespConnection client = RespConnection.open("127.0.0.1", port)) {
      client.call("PING");
    }
  }

  @Test
  void leavesNoConnectionOrThreadBehindWhenItFlaps() {
    for (int i = 0; i < 100; i++) {
      try (RespConnection client = connect()) {
        client.call("PING");
        proxy.goDown();
        proxy.pass();
      }
    }

    Await.until(LIMIT, "left", () -> proxy.open() == 0 && redis.connectedClients() == 0);
    Await.until(LIMIT, "with only its listener's thread", () -> proxyThreads().size() == 1);
  }

  private static List<String> proxyThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("rig-proxy"))
        .toList();
  }

  private void assertFate(Fate fate, String leftOnTheServer, String seenByTheClient) {
    redis.cli("SET", "key", "ticket");
    try (RespConnection client = connect()) {
      client.call("PING");
      CompletableFuture<Void> done = proxy.onNext("GETDEL", fate);

      client.send("PING");
      client.send("GETDEL", "key");

      awaitDone(done);
      assertThat(redis.cli("GET", "key")).isEqualTo(leftOnTheServer);
      assertThatThrownBy(
              () -> {
                client.read();
                client.read();
              })
          .hasMessageContaining(seenByTheClient);
      assertThat(proxy.commands("GETDEL")).isOne();
    }
    proxy.pass();
    assertServes();
  }

  private void assertServes() {
    try (RespConnection client = connect()) {
      assertThat(client.call("PING")).isEqualTo("PONG");
    }
  }

  private static void assertBroken(RespConnection client, String how) {
    ThrowingCallable use = client::read;
    assertThatThrownBy(use).hasMessageContaining(how);
  }

  private static void awaitDone(CompletableFuture<Void> done) {
    done.orTimeout(LIMIT.toMillis(), TimeUnit.MILLISECONDS).join();
  }

  private static Duration timed(Supplier<Object> call, Object expected) {
    long start = System.nanoTime();
    assertThat(call.get()).isEqualTo(expected);
    return Duration.ofNanos(System.nanoTime() - start);
  }

  private RespConnection connect() {
    return RespConnection.open("127.0.0.1", proxy.port());
  }
}
