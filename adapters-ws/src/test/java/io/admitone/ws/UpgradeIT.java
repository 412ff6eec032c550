package io.admitone.ws;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(NoLeaks.class)
class UpgradeIT {
  private static final String TARGET = "/ws/client?client_id=c";
  private static final String PLAIN = "GET /nowhere HTTP/1.1\r\nHost: localhost\r\n\r\n";
  private static final String SLOW = "GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n";

  private static TestServer server;

  @BeforeAll
  static void start() {
    server = TestServer.start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void acceptsAsTheStandardShows() {
    try (RawSocket socket = RawSocket.to(server).send(RawSocket.upgrade(TARGET))) {
      RawSocket.Response response = socket.response();

      assertThat(response.status()).isEqualTo(101);
      assertThat(response.header("Sec-WebSocket-Accept")).isEqualTo("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
      assertThat(response.header("Upgrade")).isEqualTo("websocket");
      assertThat(response.header("Sec-WebSocket-Protocol")).isEmpty();
      assertThat(socket.message()).contains("\"type\":\"hello\"");
    }
  }

  @Test
  void acceptsNoExtension() {
    String offer = "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits";
    try (RawSocket socket = RawSocket.to(server).send(RawSocket.upgrade(TARGET, offer))) {
      assertThat(socket.response().header("Sec-WebSocket-Extensions")).isEmpty();
    }
  }

  @Test
  void selectsTheSubprotocolAndNeverSendsTheTicketBack() {
    String ticket = server.ticket();
    String offer = "Sec-WebSocket-Protocol: admitone.v1, admitone.ticket." + ticket;
    try (RawSocket socket = RawSocket.to(server).send(RawSocket.upgrade(TARGET, offer))) {
      RawSocket.Response response = socket.response();

      assertThat(response.header("Sec-WebSocket-Protocol")).isEqualTo("admitone.v1");
      assertThat(response.head()).doesNotContain(ticket);
      assertThat(socket.message()).contains("\"session_id\"").doesNotContain(ticket);
    }
  }

  @Test
  void carriesTheTraceIdThrough() {
    server.events.clear();
    String trace = "X-Trace-Id: my-trace";
    try (RawSocket socket = RawSocket.to(server).send(RawSocket.upgrade(TARGET, trace))) {
      assertThat(socket.response().header("X-Trace-Id")).isEqualTo("my-trace");
      socket.message();
    }
    assertThat(
            server
                .events
                .only(io.admitone.application.telemetry.TelemetryEvent.ConnectionOpened.class)
                .connection()
                .traceId())
        .isEqualTo("my-trace");
  }

  static Stream<Arguments> malformed() {
    String good = RawSocket.upgrade(TARGET);
    String key = "Sec-WebSocket-Key: " + RawSocket.KEY + "\r\n";
    return Stream.of(
        Arguments.of("another method", good.replace("GET", "PUT")),
        Arguments.of(
            "a body",
            good.replace("GET", "POST").replace("\r\n\r\n", "\r\nContent-Length: 3\r\n\r\nabc")),
        Arguments.of(
            "a GET with a body", good.replace("\r\n\r\n", "\r\nContent-Length: 3\r\n\r\nabc")),
        Arguments.of(
            "a chunked body",
            good.replace("\r\n\r\n", "\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")),
        Arguments.of(
            "an announced body that never comes",
            good.replace("\r\n\r\n", "\r\nContent-Length: 9\r\n\r\n")),
        Arguments.of("an old HTTP", good.replace("HTTP/1.1", "HTTP/1.0")),
        Arguments.of("no upgrade", good.replace("Upgrade: websocket\r\n", "")),
        Arguments.of("another upgrade", good.replace("websocket\r\n", "h2c\r\n")),
        Arguments.of(
            "no connection header", good.replace("Connection: keep-alive, Upgrade\r\n", "")),
        Arguments.of("a connection without upgrade", good.replace(", Upgrade", "")),
        Arguments.of("no host", good.replace("Host: localhost\r\n", "")),
        Arguments.of("no key", good.replace(key, "")),
        Arguments.of("two keys", good.replace(key, key + key)),
        Arguments.of("a short key", good.replace(RawSocket.KEY, "AAAA")),
        Arguments.of(
            "a key that is not base64", good.replace(RawSocket.KEY, "!".repeat(22) + "==")),
        Arguments.of("no version", good.replace("Sec-WebSocket-Version: 13\r\n", "")),
        Arguments.of(
            "two versions",
            good.replace("Version: 13\r\n", "Version: 13\r\nSec-WebSocket-Version: 13\r\n")),
        Arguments.of("a broken query", good.replace("client_id=c", "client_id=%zz")),
        Arguments.of("a plain request", "GET /ws/client HTTP/1.1\r\nHost: localhost\r\n\r\n"),
        Arguments.of("a plain legacy request", "GET /ws/abc HTTP/1.1\r\nHost: localhost\r\n\r\n"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("malformed")
  void refusesAMalformedHandshake(String what, String request) {
    assertRefused(400, "BAD_HANDSHAKE", request);
  }

  @Test
  void refusesARequestThatIsTooLongOrGarbled() {
    String good = RawSocket.upgrade(TARGET);
    for (String bad :
        new String[] {
          good.replace("client_id=c", "client_id=" + "c".repeat(10_000)),
          RawSocket.upgrade(TARGET, "X: " + "x".repeat(20_000)),
          RawSocket.upgrade(TARGET, "X\u0000Y: z"),
          RawSocket.upgrade(TARGET, "Content-Length: x"),
        }) {
      try (RawSocket socket = RawSocket.to(server).send(bad)) {
        assertThat(socket.response().status()).isBetween(400, 499);
      }
    }
  }

  @Test
  void answersEvenWhereTheRefusalCannotBeExplained() {
    String trace = "X-Trace-Id: " + TestServer.UNEXPLAINABLE;
    try (RawSocket socket =
        RawSocket.to(server).send(RawSocket.upgrade(TARGET, "Origin: null", trace))) {
      assertThat(socket.response().status()).isEqualTo(500);
      socket.requireEnd();
    }
  }

  @Test
  void asksForTheVersionItKnows() {
    assertRefused(
        426,
        "UNSUPPORTED_WEBSOCKET_VERSION",
        RawSocket.upgrade(TARGET).replace("Version: 13", "Version: 8"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Origin: https://evil.example",
        "Origin: null",
        "Origin:",
        "Origin: https://app.example.com:444",
        "Origin: https://app.example.com.evil.example",
        "Origin: https://app.example.com\r\nOrigin: https://app.example.com"
      })
  void refusesAForeignOrigin(String header) {
    assertRefused(403, "ORIGIN_NOT_ALLOWED", RawSocket.upgrade(TARGET, header));
    assertRefused(403, "ORIGIN_NOT_ALLOWED", RawSocket.upgrade("/ws/legacy", header));
  }

  @Test
  void refusesAnOverlongOrigin() {
    assertRefused(
        403, "ORIGIN_NOT_ALLOWED", RawSocket.upgrade(TARGET, "Origin: " + "x".repeat(600)));
  }

  @Test
  void acceptsAnAllowedOrigin() {
    String origin = "Origin: " + TestServer.ORIGIN;
    try (RawSocket socket = RawSocket.to(server).send(RawSocket.upgrade(TARGET, origin))) {
      assertThat(socket.response().status()).isEqualTo(101);
    }
  }

  @Test
  void spendsNothingOnARefusedUpgrade() {
    String target = TARGET + "&ticket=" + server.ticket();
    assertRefused(403, "ORIGIN_NOT_ALLOWED", RawSocket.upgrade(target, "Origin: null"));

    try (RawSocket socket = RawSocket.open(server, target)) {
      assertThat(socket.message()).contains("\"type\":\"hello\"");
    }
  }

  @Test
  void sendsEverybodyAwayWhileDraining() {
    try (TestServer draining = TestServer.start()) {
      draining.state.startDraining();

      try (RawSocket socket = RawSocket.to(draining).send(RawSocket.upgrade(TARGET))) {
        assertThat(socket.response().body()).isEqualTo("DRAINING");
        socket.requireEnd();
      }
    }
  }

  @Test
  void sendsEverybodyAwayWhileFullAndTakesTheNextWhenAPlaceIsFree() {
    SocketPolicy policy = new TestPolicy().maxConnections(1).build();
    try (TestServer small = TestServer.start(policy)) {
      RawSocket first = RawSocket.open(small, TARGET);
      first.message();
      try (RawSocket second = RawSocket.to(small).send(RawSocket.upgrade(TARGET))) {
        assertThat(second.response().body()).isEqualTo("SERVER_FULL");
        second.requireEnd();
      }
      first.close(1000, "");
      first.closing();

      Eventually.holds(() -> isAccepted(small), () -> "the place was not given back");
    }
  }

  private static boolean isAccepted(TestServer small) {
    try (RawSocket next = RawSocket.to(small).send(RawSocket.upgrade(TARGET))) {
      return next.response().status() == 101;
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/ws/client/", "/ws/%63lient", "/ws/v2/connect/", "/ws/", "/ws", "/other"})
  void leavesOtherPathsToTheFramework(String target) {
    try (RawSocket socket = RawSocket.to(server).send(RawSocket.upgrade(target))) {
      assertThat(socket.response().status()).isEqualTo(404);
    }
  }

  @Test
  void hasNoLegacyDoorWhereItIsOff() {
    SocketPolicy policy = new TestPolicy().legacyEcho(false).build();
    try (TestServer modern = TestServer.start(policy);
        RawSocket socket = RawSocket.to(modern).send(RawSocket.upgrade("/ws/abc"))) {
      assertThat(socket.response().status()).isEqualTo(404);
    }
  }

  @Test
  void acceptsAHandshakeThatComesByteByByte() {
    try (RawSocket socket = RawSocket.to(server)) {
      for (byte b : RawSocket.upgrade(TARGET).getBytes(StandardCharsets.US_ASCII)) {
        socket.send(new byte[] {b});
      }
      assertThat(socket.response().status()).isEqualTo(101);
      assertThat(socket.message()).contains("\"type\":\"hello\"");
    }
  }

  @Test
  void answersAFrameThatCameWithTheHandshake() {
    byte[] ping =
        RawSocket.frame(0x81, "{\"type\":\"ping\",\"id\":1}".getBytes(StandardCharsets.US_ASCII));
    String both = RawSocket.upgrade(TARGET) + new String(ping, StandardCharsets.ISO_8859_1);
    try (RawSocket socket = RawSocket.to(server).send(both.getBytes(StandardCharsets.ISO_8859_1))) {
      assertThat(socket.response().status()).isEqualTo(101);
      assertThat(socket.message()).contains("\"type\":\"hello\"");
      assertThat(socket.message()).contains("\"type\":\"pong\"").contains("\"id\":1");
      socket.text("{\"type\":\"ping\",\"id\":2}");
      assertThat(socket.message()).contains("\"id\":2");
    }
  }

  @Test
  void answersInOrderWhatWasSentBeforeTheHandshake() {
    SlowController.prepare();
    try (RawSocket socket = RawSocket.to(server).send(PLAIN + SLOW + RawSocket.upgrade(TARGET))) {
      assertThat(socket.response().status()).isEqualTo(404);
      SlowController.answer("at last");

      assertThat(socket.response().body()).isEqualTo("at last");
      assertThat(socket.response().status()).isEqualTo(101);
      assertThat(socket.message()).contains("\"type\":\"hello\"");
    }
  }

  @Test
  void givesNoSocketToSomebodyWhoSendsOnBehindAWaitingHandshake() {
    SlowController.prepare();
    try (RawSocket socket = RawSocket.to(server).send(SLOW + RawSocket.upgrade(TARGET) + PLAIN)) {
      SlowController.answer("at last");

      assertThat(socket.response().body()).isEqualTo("at last");
      assertThat(socket.response().status()).isEqualTo(400);
      socket.requireEnd();
    }
  }

  @Test
  void refusesInOrderBehindASlowAnswer() {
    SlowController.prepare();
    try (RawSocket socket =
        RawSocket.to(server).send(SLOW + RawSocket.upgrade(TARGET, "Origin: null"))) {
      SlowController.answer("at last");

      assertThat(socket.response().body()).isEqualTo("at last");
      assertThat(socket.response().status()).isEqualTo(403);
      socket.requireEnd();
    }
  }

  @Test
  void takesHttpBehindAnAcceptedHandshakeForABrokenFrame() {
    try (RawSocket socket = RawSocket.to(server).send(RawSocket.upgrade(TARGET) + PLAIN)) {
      assertThat(socket.response().status()).isEqualTo(101);
      socket.message();
      assertThat(socket.closing()).isEqualTo("1002 PROTOCOL_ERROR");
    }
  }

  @Test
  void servesPlainHttpOnOneConnectionAfterTheOther() {
    try (RawSocket socket = RawSocket.to(server)) {
      for (int i = 0; i < 3; i++) {
        assertThat(socket.send(PLAIN).response().status()).isEqualTo(404);
      }
      assertThat(socket.send(RawSocket.upgrade(TARGET)).response().status()).isEqualTo(101);
    }
  }

  @Test
  void cutsOffSomebodyWhoWasRefusedAndDoesNotGo() {
    SocketPolicy policy = new TestPolicy().closeTimeout(Duration.ofMillis(100)).build();
    try (TestServer impatient = TestServer.start(policy);
        RawSocket socket =
            RawSocket.to(impatient)
                .send(
                    RawSocket.upgrade(TARGET)
                        .replace("\r\n\r\n", "\r\nContent-Length: 99999999\r\n\r\n"))) {
      assertThat(socket.response().status()).isEqualTo(400);
      Eventually.holds(() -> cannotSend(socket), () -> "still there");
    }
  }

  private static boolean cannotSend(RawSocket socket) {
    try {
      socket.send(new byte[1000]);
      return false;
    } catch (java.io.UncheckedIOException e) {
      return true;
    }
  }

  private static void assertRefused(int status, String why, String request) {
    try (RawSocket socket = RawSocket.to(server).send(request)) {
      RawSocket.Response response = socket.response();

      assertThat(response.status()).isEqualTo(status);
      assertThat(response.header("Connection")).isEqualTo("close");
      assertThat(response.header("X-Trace-Id")).hasSize(32);
      assertThat(response.body()).isEqualTo(why);
      socket.requireEnd();
    }
  }
}
