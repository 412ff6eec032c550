package io.admitone.ws;

import static org.assertj.core.api.Assertions.assertThat;

import io.admitone.application.connection.CloseCode;
import io.admitone.application.connection.Connection;
import io.admitone.application.telemetry.TelemetryEvent.AdviceReason;
import io.admitone.application.telemetry.TelemetryEvent.Closing;
import io.admitone.application.telemetry.TelemetryEvent.ConnectionClosed;
import io.admitone.application.telemetry.TelemetryEvent.ReconnectAdvised;
import io.admitone.domain.identity.SessionId;
import io.micronaut.json.tree.JsonNode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(NoLeaks.class)
class CloseIT {
  private static final String TARGET = "/ws/client?client_id=c";
  private static final int MAX = 65536;

  private static TestServer server;

  @BeforeAll
  static void start() {
    // So long that no heartbeat comes between a message and its answer.
    SocketPolicy policy =
        new TestPolicy()
            .heartbeatInterval(Duration.ofMinutes(50))
            .closeTimeout(Duration.ofMillis(500))
            .build();
    server = TestServer.start(policy, new BrokenHandler());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void forget() {
    Eventually.holds(() -> server.connections.count() == 0, () -> "sockets of another test");
    server.events.clear();
  }

  static Stream<Arguments> violations() {
    byte[] hello = "Hello".getBytes(StandardCharsets.US_ASCII);
    return Stream.of(
        Arguments.of("a reserved bit", RawSocket.frame(0xC1, hello)),
        Arguments.of("a reserved data opcode", RawSocket.frame(0x83, hello)),
        Arguments.of("a reserved control opcode", RawSocket.frame(0x8B, hello)),
        Arguments.of("no mask", new byte[] {(byte) 0x81, 1, 'a'}),
        Arguments.of("a long control frame", RawSocket.frame(0x89, new byte[126])),
        Arguments.of("a fragmented control frame", RawSocket.frame(0x09, hello)),
        Arguments.of("an end without a beginning", RawSocket.frame(0x80, hello)),
        Arguments.of(
            "two beginnings", concat(RawSocket.frame(0x01, hello), RawSocket.frame(0x01, hello))),
        Arguments.of(
            "a wasteful length", new byte[] {(byte) 0x81, (byte) 0xFE, 0, 1, 0, 0, 0, 0, 'a'}),
        Arguments.of(
            "a negative length",
            new byte[] {(byte) 0x81, (byte) 0xFF, -1, -1, -1, -1, -1, -1, -1, -1}),
        Arguments.of("half a close code", RawSocket.frame(0x88, new byte[] {3})),
        Arguments.of(
            "a close code that must not be sent",
            RawSocket.frame(0x88, new byte[] {3, (byte) 0xED})),
        Arguments.of("a close code of nobody", RawSocket.frame(0x88, new byte[] {0, 1})));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("violations")
  void breaksOffOnAViolation(String what, byte[] frames) {
    try (RawSocket socket = greeted()) {
      socket.send(frames);
      assertThat(socket.closing()).isEqualTo("1002 PROTOCOL_ERROR");
    }
    assertClosed(Closing.byServer(CloseCode.PROTOCOL_ERROR));
  }

  @ParameterizedTest
  @ValueSource(ints = {0x82, 0x02})
  void refusesBinary(int firstByte) {
    try (RawSocket socket = greeted()) {
      socket.send(RawSocket.frame(firstByte, new byte[] {1, 2, 3}));
      assertThat(socket.closing()).isEqualTo("1003 UNSUPPORTED_DATA");
    }
    assertClosed(Closing.byServer(CloseCode.UNSUPPORTED_DATA));
  }

  static Stream<Arguments> notUtf8() {
    return Stream.of(
        Arguments.of("a lone continuation", new byte[] {(byte) 0x80}),
        Arguments.of("an overlong slash", new byte[] {(byte) 0xC0, (byte) 0xAF}),
        Arguments.of("a surrogate", new byte[] {(byte) 0xED, (byte) 0xA0, (byte) 0x80}),
        Arguments.of(
            "beyond Unicode", new byte[] {(byte) 0xF4, (byte) 0x90, (byte) 0x80, (byte) 0x80}),
        Arguments.of("half a character", new byte[] {'a', (byte) 0xC3}));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("notUtf8")
  void refusesTextThatIsNotUtf8(String what, byte[] payload) {
    try (RawSocket socket = greeted()) {
      socket.send(RawSocket.frame(0x81, payload));
      assertThat(socket.closing()).isEqualTo("1007 INVALID_UTF8");
    }
    assertClosed(Closing.byServer(CloseCode.INVALID_UTF8));
  }

  @Test
  void acceptsACharacterThatIsCutByFragments() {
    try (RawSocket socket = greeted()) {
      byte[] text = "{\"type\":\"é\"}".getBytes(StandardCharsets.UTF_8);
      for (int i = 0; i < text.length; i++) {
        int opcode = (i == 0 ? 0x01 : 0x00) | (i == text.length - 1 ? 0x80 : 0);
        socket.send(RawSocket.frame(opcode, new byte[] {text[i]}));
      }
      assertThat(socket.message()).contains("\"original_message\":{\"type\":\"é\"}");
    }
  }

  @Test
  void refusesAFrameByItsDeclaredLength() {
    try (RawSocket socket = greeted()) {
      socket.send(concat(new byte[] {(byte) 0x81}, RawSocket.length(MAX + 1)));
      assertThat(socket.closing()).isEqualTo("1009 MESSAGE_TOO_BIG");
    }
    assertClosed(Closing.byServer(CloseCode.MESSAGE_TOO_BIG));
  }

  @Test
  void refusesAHugeFrameThatReallyComes() {
    try (RawSocket socket = greeted()) {
      socket.send(RawSocket.frame(0x81, new byte[1_000_000]));
      assertThat(socket.closing()).isEqualTo("1009 MESSAGE_TOO_BIG");
    }
    assertClosed(Closing.byServer(CloseCode.MESSAGE_TOO_BIG));
  }

  @Test
  void refusesFragmentsThatAreTooMuchTogether() {
    try (RawSocket socket = greeted()) {
      socket.send(RawSocket.frame(0x01, "x".repeat(MAX).getBytes(StandardCharsets.US_ASCII)));
      socket.send(RawSocket.frame(0x89, new byte[0]));
      assertThat(socket.frame().first()).isEqualTo(0x8A);
      socket.send(RawSocket.frame(0x80, new byte[] {'x'}));
      assertThat(socket.closing()).isEqualTo("1009 MESSAGE_TOO_BIG");
    }
    assertClosed(Closing.byServer(CloseCode.MESSAGE_TOO_BIG));
  }

  @Test
  void acceptsTheLongestMessageInOneFrameOrMany() {
    String longest = "{\"type\":\"" + "x".repeat(MAX - 11) + "\"}";
    try (RawSocket socket = greeted()) {
      socket.text(longest);
      assertThat(socket.message()).contains(longest);

      byte[] bytes = longest.getBytes(StandardCharsets.US_ASCII);
      socket.send(RawSocket.frame(0x01, java.util.Arrays.copyOf(bytes, 100)));
      socket.send(RawSocket.frame(0x00, new byte[0]));
      socket.send(RawSocket.frame(0x80, java.util.Arrays.copyOfRange(bytes, 100, MAX)));
      assertThat(socket.message()).contains(longest);
    }
  }

  @Test
  void answersControlFramesBetweenFragments() {
    try (RawSocket socket = greeted()) {
      socket.send(RawSocket.frame(0x01, "{\"type\":".getBytes(StandardCharsets.US_ASCII)));
      socket.send(RawSocket.frame(0x89, "Hi".getBytes(StandardCharsets.US_ASCII)));
      RawSocket.Frame pong = socket.frame();
      assertThat(pong.first()).isEqualTo(0x8A);
      assertThat(pong.text()).isEqualTo("Hi");
      socket.send(RawSocket.frame(0x8A, new byte[0]));
      socket.send(RawSocket.frame(0x80, "\"a\"}".getBytes(StandardCharsets.US_ASCII)));
      assertThat(socket.message()).contains("\"original_message\":{\"type\":\"a\"}");
    }
  }

  @Test
  void endsAConnectionThatSendsTenBadMessages() {
    try (RawSocket socket = greeted()) {
      for (int i = 0; i < 10; i++) {
        socket.text(i % 2 == 0 ? "nonsense" : "[]");
      }
      for (int i = 0; i < 10; i++) {
        String code = i % 2 == 0 ? "INVALID_JSON" : "INVALID_MESSAGE";
        assertThat(socket.message()).contains("\"error_code\":\"" + code + "\"");
      }
      assertThat(socket.closing()).isEqualTo("1008 POLICY_VIOLATION");
    }
    assertClosed(Closing.byServer(CloseCode.POLICY_VIOLATION));
  }

  @Test
  void livesOnAfterNineBadMessages() {
    try (RawSocket socket = greeted()) {
      for (int i = 0; i < 9; i++) {
        socket.text("nonsense");
        socket.message();
      }
      socket.text("{\"type\":\"ping\"}");
      assertThat(socket.message()).contains("\"type\":\"pong\"");
    }
  }

  @Test
  void endsAConnectionWhoseHandlerThrows() {
    try (RawSocket socket = greeted()) {
      socket.text("{\"type\":\"broken\"}");
      assertThat(socket.closing()).isEqualTo("1011 INTERNAL_ERROR");
    }
    assertClosed(Closing.byServer(CloseCode.INTERNAL_ERROR));
  }

  @Test
  void endsTheSocketsOfARevokedSession() {
    String target = TARGET + "&ticket=" + server.ticketOf("ended");
    try (RawSocket socket = RawSocket.open(server, target);
        RawSocket other = greeted()) {
      socket.message();
      assertThat(server.connections.revoke(new SessionId("ended"))).isEqualTo(1);

      assertThat(socket.closing()).isEqualTo("4401 SESSION_REVOKED");
      other.text("{\"type\":\"ping\"}");
      assertThat(other.message()).contains("\"type\":\"pong\"");
    }
    Eventually.holds(
        () ->
            server.events.of(ConnectionClosed.class).stream()
                .anyMatch(
                    closed -> closed.closing().equals(Closing.byServer(CloseCode.SESSION_REVOKED))),
        () -> server.events.of(ConnectionClosed.class).toString());
  }

  @Test
  void tellsWhenToComeBack() {
    try (RawSocket socket = greeted()) {
      onlyConnection().adviseReconnect(CloseCode.SERVICE_RESTART, Duration.ofMillis(4321));
      onlyConnection().adviseReconnect(CloseCode.SERVICE_RESTART, Duration.ofMillis(4321));

      JsonNode advice = Protocol.parse(socket.message());
      Protocol.assertConforms(advice, "server-reconnect");
      assertThat(advice.get("reason").getStringValue()).isEqualTo("SERVICE_RESTART");
      assertThat(advice.get("retry_after_ms").getIntValue()).isEqualTo(4321);
      assertThat(socket.closing()).isEqualTo("1012 SERVICE_RESTART");
    }
    assertClosed(Closing.byServer(CloseCode.SERVICE_RESTART));
    assertThat(server.events.only(ReconnectAdvised.class).why())
        .isEqualTo(AdviceReason.SERVICE_RESTART);
  }

  @ParameterizedTest
  @ValueSource(ints = {1000, 1001, 4001, 3999})
  void answersAGoodbyeWithItsOwnCode(int code) {
    try (RawSocket socket = greeted()) {
      socket.close(code, "words of the peer");
      RawSocket.Frame answer = socket.frame();
      assertThat(answer.first()).isEqualTo(0x88);
      assertThat(answer.code()).isEqualTo(code);
      socket.requireEnd();
    }
    ConnectionClosed closed = server.events.only(ConnectionClosed.class);
    assertThat(closed.closing().code()).isEqualTo(code < 3000 ? code : 0);
    assertThat(closed.closing().reason()).isEqualTo("CLIENT");
  }

  @Test
  void answersAGoodbyeWithoutACode() {
    try (RawSocket socket = greeted()) {
      socket.send(RawSocket.frame(0x88, new byte[0]));
      assertThat(socket.frame().payload()).isEmpty();
      socket.requireEnd();
    }
    assertClosed(new Closing(1005, "CLIENT"));
  }

  @Test
  void readsNothingBehindAGoodbye() {
    try (RawSocket socket = greeted()) {
      socket.send(
          concat(
              RawSocket.frame(0x88, new byte[] {3, (byte) 0xE8}),
              RawSocket.frame(0x81, "{\"type\":\"ping\"}".getBytes(StandardCharsets.US_ASCII))));
      assertThat(socket.frame().code()).isEqualTo(1000);
      socket.awaitEnd();
    }
    assertThat(server.events.only(ConnectionClosed.class).messagesIn()).isZero();
  }

  @Test
  void neverSaysGoodbyeTwice() {
    for (int round = 0; round < 20; round++) {
      try (RawSocket socket = greeted()) {
        Connection connection = onlyConnection();
        connection.close(CloseCode.SESSION_REVOKED);
        socket.close(1000, "");
        connection.close(CloseCode.SERVICE_RESTART);

        RawSocket.Frame goodbye = socket.frame();
        assertThat(goodbye.first()).isEqualTo(0x88);
        assertThat(goodbye.code()).isIn(4401, 1000);
        socket.requireEnd();
      }
      Eventually.holds(() -> server.connections.count() == 0, () -> "a socket is left");
    }
    assertThat(server.events.of(ConnectionClosed.class)).hasSize(20);
  }

  @Test
  void ignoresMessagesBehindItsOwnGoodbye() {
    try (RawSocket socket = greeted()) {
      onlyConnection().close(CloseCode.SESSION_REVOKED);
      assertThat(socket.frame().code()).isEqualTo(4401);
      socket.text("{\"type\":\"ping\"}");
      socket.send(RawSocket.frame(0x89, new byte[0]));
      socket.close(4401, "");
      socket.requireEnd();
    }
    assertThat(server.events.only(ConnectionClosed.class).messagesIn()).isZero();
  }

  @Test
  void cutsOffAPeerThatDoesNotAnswerTheGoodbye() {
    try (RawSocket socket = greeted()) {
      onlyConnection().close(CloseCode.SESSION_REVOKED);
      assertThat(socket.frame().code()).isEqualTo(4401);
      socket.requireEnd();
    }
    assertClosed(Closing.byServer(CloseCode.SESSION_REVOKED));
  }

  @Test
  void countsAConnectionThatBreaks() {
    RawSocket socket = greeted();
    socket.text("{\"type\":\"ping\"}");
    socket.message();
    socket.reset();

    ConnectionClosed closed = server.events.only(ConnectionClosed.class);
    assertThat(closed.closing()).isEqualTo(Closing.lost());
    assertThat(closed.messagesIn()).isEqualTo(1);
    assertThat(closed.messagesOut()).isEqualTo(2);
    assertThat(closed.lived()).isPositive();
  }

  @Test
  void countsAConnectionThatEndsWithoutAGoodbye() {
    greeted().close();

    assertClosed(Closing.lost());
  }

  @Test
  void countsTheSocketsOfAServerThatStops() {
    TestServer stopping = TestServer.start();
    RawSocket socket = RawSocket.open(stopping, TARGET);
    socket.message();
    stopping.close();

    // Nobody has said anything to its client either.
    assertThat(stopping.events.only(ConnectionClosed.class).closing()).isEqualTo(Closing.lost());
    socket.close();
  }

  private static RawSocket greeted() {
    RawSocket socket = RawSocket.open(server, TARGET);
    assertThat(socket.message()).contains("\"type\":\"hello\"");
    return socket;
  }

  private static Connection onlyConnection() {
    return server.connections.all().iterator().next();
  }

  private static void assertClosed(Closing how) {
    assertThat(server.events.only(ConnectionClosed.class).closing()).isEqualTo(how);
  }

  private static byte[] concat(byte[] a, byte[] b) {
    return ByteBuffer.allocate(a.length + b.length).put(a).put(b).array();
  }

  private static final class BrokenHandler implements MessageHandler {
    @Override
    public String type() {
      return "broken";
    }

    @Override
    public void onMessage(SocketConnection connection, JsonNode message) {
      throw new IllegalStateException("on purpose");
    }
  }
}
