package io.admitone.ws;

import static org.assertj.core.api.Assertions.assertThat;

import io.admitone.application.connection.CloseCode;
import io.admitone.application.connection.SessionLimits;
import io.admitone.application.telemetry.TelemetryEvent.Closing;
import io.admitone.application.telemetry.TelemetryEvent.ConnectionClosed;
import io.micronaut.json.tree.JsonNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** So slow a rate that nothing drips in while a test runs. */
@ExtendWith(NoLeaks.class)
class RateLimitIT {
  private static final String TARGET = "/ws/client?client_id=c";
  private static final String PING = "{\"type\":\"ping\"}";
  private static final int BURST = 30;
  private static final int ERRORS = 5;
  private static final SocketPolicy POLICY =
      new TestPolicy().quiet().rate(new MessageRate(1, BURST, ERRORS)).build();

  @Test
  void answersWhatComesTooFastWithErrorsAndThenCloses() {
    try (TestServer server = TestServer.start(POLICY);
        RawSocket socket = greeted(server)) {
      socket.send(repeated(RawSocket.frame(0x81, PING.getBytes(StandardCharsets.UTF_8)), 500));

      int pongs = 0;
      String message = socket.message();
      while (message.contains("\"type\":\"pong\"")) {
        pongs++;
        message = socket.message();
      }
      // What takes seconds to arrive brings tokens with it.
      assertThat(pongs).isBetween(BURST, BURST + 60);
      for (int errors = 1; errors < ERRORS; errors++) {
        assertRateLimited(message);
        message = next(socket);
      }
      assertRateLimited(message);
      assertThat(socket.closing()).isEqualTo("1008 POLICY_VIOLATION");
      assertThat(server.events.only(ConnectionClosed.class).closing())
          .isEqualTo(Closing.byServer(CloseCode.POLICY_VIOLATION));
    }
  }

  @Test
  void hearsASocketAgainThatSlowsDown() {
    SocketPolicy quick = new TestPolicy().quiet().rate(new MessageRate(50, 3, 1_000)).build();
    try (TestServer server = TestServer.start(quick);
        RawSocket socket = greeted(server)) {
      socket.send(repeated(RawSocket.frame(0x81, PING.getBytes(StandardCharsets.UTF_8)), 20));
      for (int i = 0; i < 20; i++) {
        socket.message();
      }

      Eventually.holds(() -> isAnswered(socket), () -> "never heard again");
    }
  }

  private static boolean isAnswered(RawSocket socket) {
    return socket.text(PING).message().contains("\"pong\"");
  }

  @Test
  void closesASocketThatFloodsFragmentsOrControlFrames() {
    for (int first : new int[] {0x8A, 0x89, 0x01}) {
      try (TestServer server = TestServer.start(POLICY);
          RawSocket socket = greeted(server)) {
        byte[] rest = RawSocket.frame(first == 0x01 ? 0x00 : first, new byte[0]);
        socket.send(RawSocket.frame(first, new byte[0]));
        socket.send(repeated(rest, 20 * BURST));

        assertThat(socket.closing()).isEqualTo("1008 POLICY_VIOLATION");
      }
    }
  }

  @Test
  void takesAMessageInManyFragmentsForOne() {
    try (TestServer server = TestServer.start(POLICY);
        RawSocket socket = greeted(server)) {
      byte[] text =
          "{\"type\":\"ping\",\"id\":\"a rather long one, in pieces of one byte\"}"
              .getBytes(StandardCharsets.UTF_8);
      socket.send(RawSocket.frame(0x01, new byte[0]));
      for (byte b : text) {
        socket.send(RawSocket.frame(0x00, new byte[] {b}));
      }
      socket.send(RawSocket.frame(0x80, new byte[0]));

      assertThat(socket.message()).contains("in pieces of one byte");
    }
  }

  @Test
  void closesTheLegacyDoorAtOnceSinceItKnowsNoErrors() {
    try (TestServer server = TestServer.start(POLICY);
        RawSocket socket = RawSocket.open(server, "/ws/abc")) {
      socket.send(repeated(RawSocket.frame(0x81, new byte[] {'x'}), 300));

      assertThat(socket.closing()).isEqualTo("1008 POLICY_VIOLATION");
    }
  }

  @Test
  void countsASessionOverAllItsSockets() {
    AtomicInteger left = new AtomicInteger(6);
    SocketPolicy generous =
        new TestPolicy().quiet().rate(new MessageRate(1_000, 1_000, ERRORS)).build();
    try (TestServer server =
            TestServer.start(
                generous,
                SessionLimits.DEFAULTS,
                session -> session.value().equals("chatty") && left.getAndDecrement() > 0);
        RawSocket one = greeted(server, "&ticket=" + server.ticketOf("chatty"));
        RawSocket two = greeted(server, "&ticket=" + server.ticketOf("chatty"));
        RawSocket anonymous = greeted(server)) {
      for (int i = 0; i < 3; i++) {
        assertThat(one.text(PING).message()).contains("pong");
        assertThat(two.text(PING).message()).contains("pong");
      }
      assertRateLimited(one.text(PING).message());
      assertRateLimited(two.text(PING).message());
      assertThat(anonymous.text(PING).message()).contains("pong");
    }
  }

  @Test
  void namesTheMessageThatItDropped() {
    SocketPolicy slow = new TestPolicy().quiet().rate(new MessageRate(1, 1, ERRORS)).build();
    try (TestServer server = TestServer.start(slow);
        RawSocket socket = greeted(server)) {
      socket.text(PING).message();
      String error = next(socket.text("{\"type\":\"publish\",\"id\":[7]}"));

      assertRateLimited(error);
      assertThat(error).contains("\"id\":[7]");
    }
  }

  private static void assertRateLimited(String text) {
    JsonNode message = Protocol.parse(text);
    Protocol.assertConforms(message, "server-error");
    assertThat(message.get("error_code").getStringValue()).isEqualTo("RATE_LIMITED");
  }

  /** Past a pong for which a token has dripped in meanwhile. */
  private static String next(RawSocket socket) {
    String message = socket.message();
    while (message.contains("\"type\":\"pong\"")) {
      message = socket.message();
    }
    return message;
  }

  private static byte[] repeated(byte[] frame, int times) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int i = 0; i < times; i++) {
      all.writeBytes(frame);
    }
    return all.toByteArray();
  }

  private static RawSocket greeted(TestServer server) {
    return greeted(server, "");
  }

  private static RawSocket greeted(TestServer server, String more) {
    RawSocket socket = RawSocket.open(server, TARGET + more);
    assertThat(socket.message()).contains("\"type\":\"hello\"");
    return socket;
  }
}
