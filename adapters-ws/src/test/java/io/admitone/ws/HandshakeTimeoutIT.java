package io.admitone.ws;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HandshakeTimeoutIT {
  private static final String TARGET = "/ws/client?client_id=c";
  private static final String PLAIN = "GET /other HTTP/1.1\r\nHost: localhost\r\n\r\n";
  private static final Duration TIMEOUT = Duration.ofMillis(400);

  private static TestServer server;

  @BeforeAll
  static void start() {
    server = TestServer.start(new TestPolicy().quiet().handshakeTimeout(TIMEOUT).build());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "GET /ws/cl",
        "GET /ws/client?client_id=c HTTP/1.1\r\nHost: localhost\r\nX-Slow: ",
        "GET /ws/client?client_id=c HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n",
        "POST /other HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nnot all",
        "GET /other HTTP/1.1\r\nHost: localhost\r\n\r\nGET /other HTTP/1.1\r\nHost"
      })
  void dropsAConnectionWhoseRequestDoesNotEnd(String begun) {
    long startedAt = System.nanoTime();
    try (RawSocket socket = RawSocket.to(server).send(begun)) {
      if (begun.startsWith("GET /other")) {
        socket.response();
        // Only what comes now can show that a request has begun.
        socket.send("X");
      }
      socket.awaitEnd();
    }
    assertThat(Duration.ofNanos(System.nanoTime() - startedAt)).isGreaterThan(TIMEOUT.dividedBy(2));
  }

  @Test
  void dropsAConnectionThatDripsHeaders() {
    try (RawSocket socket = RawSocket.to(server)) {
      byte[] head = RawSocket.upgrade(TARGET).getBytes(StandardCharsets.US_ASCII);
      int sent = 0;
      while (sent < head.length && isStillThere(socket, head[sent])) {
        sent++;
        LockSupport.parkNanos(TIMEOUT.dividedBy(40).toNanos());
      }

      assertThat(sent).isBetween(1, head.length - 1);
    }
  }

  private static boolean isStillThere(RawSocket socket, byte next) {
    try {
      socket.send(new byte[] {next});
      return true;
    } catch (java.io.UncheckedIOException e) {
      return false;
    }
  }

  @Test
  void leavesConnectionsThatAreIdleBetweenRequestsAndOpenSocketsAlone() {
    // The time that is promised, since others must not run into it on a busy machine.
    try (TestServer usual = TestServer.start();
        RawSocket idle = RawSocket.to(usual).send(PLAIN);
        RawSocket open = RawSocket.open(usual, TARGET)) {
      assertThat(idle.response().status()).isEqualTo(404);
      assertThat(open.message()).contains("hello");

      try (RawSocket silent = RawSocket.to(usual)) {
        silent.awaitEnd();
      }

      assertThat(idle.send(PLAIN).response().status()).isEqualTo(404);
      assertThat(idle.send(RawSocket.upgrade(TARGET)).response().status()).isEqualTo(101);
      assertThat(open.text("{\"type\":\"ping\"}").answer()).contains("pong");
    }
  }
}
