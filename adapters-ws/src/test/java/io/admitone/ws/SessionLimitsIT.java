package io.admitone.ws;

import static org.assertj.core.api.Assertions.assertThat;

import io.admitone.application.connection.CloseCode;
import io.admitone.application.connection.SessionLimits;
import io.admitone.application.connection.SessionMessageRate;
import io.admitone.application.telemetry.TelemetryEvent.AdviceReason;
import io.admitone.application.telemetry.TelemetryEvent.Closing;
import io.admitone.application.telemetry.TelemetryEvent.ConnectionClosed;
import io.admitone.application.telemetry.TelemetryEvent.ConnectionRefused;
import io.admitone.application.telemetry.TelemetryEvent.ReconnectAdvised;
import io.micronaut.json.tree.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NoLeaks.class)
class SessionLimitsIT {
  private static final SocketPolicy QUIET = new TestPolicy().quiet().build();

  @Test
  void tellsOneSocketTooManyWhenToComeBack() {
    try (TestServer server = TestServer.start()) {
      List<RawSocket> open = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        open.add(greeted(server, "tab-" + i, "s1"));
      }

      try (RawSocket socket = open(server, "tab-20", "s1")) {
        JsonNode refusal = Protocol.parse(socket.message());
        Protocol.assertConforms(refusal, "server-error");
        assertThat(refusal.get("error_code").getStringValue()).isEqualTo("TOO_MANY_CONNECTIONS");
        assertThat(refusal.get("retry_after_ms").getIntValue()).isBetween(55_000, 80_000);
        assertThat(socket.closing()).isEqualTo("4429 TOO_MANY_CONNECTIONS");
      }
      assertThat(server.events.only(ConnectionRefused.class).code())
          .isEqualTo(CloseCode.TOO_MANY_CONNECTIONS);
      assertThat(server.events.only(ReconnectAdvised.class).why())
          .isEqualTo(AdviceReason.TOO_MANY_CONNECTIONS);

      greeted(server, "tab-0", "s2").close();
      open.remove(0).close();
      Eventually.holds(() -> isLetIn(server), () -> "the place was not given back");
      open.forEach(RawSocket::close);
    }
  }

  private static boolean isLetIn(TestServer server) {
    try (RawSocket socket = open(server, "again", "s1")) {
      return socket.message().contains("\"hello\"");
    }
  }

  @Test
  void aNewSocketOfTheSameClientReplacesTheOlderWhereThatIsWanted() {
    try (TestServer server =
            TestServer.start(QUIET, new SessionLimits(2, true), SessionMessageRate.UNLIMITED);
        RawSocket older = greeted(server, "tab", "s1");
        RawSocket other = greeted(server, "other", "s1");
        RawSocket foreign = greeted(server, "tab", "s2");
        RawSocket newer = greeted(server, "tab", "s1")) {
      assertThat(older.closing()).isEqualTo("4409 REPLACED");
      assertThat(server.events.only(ConnectionClosed.class).closing())
          .isEqualTo(Closing.byServer(CloseCode.REPLACED));
      for (RawSocket left : List.of(other, foreign, newer)) {
        assertThat(left.text("{\"type\":\"ping\"}").answer()).contains("pong");
      }
    }
  }

  @Test
  void socketsOfOneClientLiveSideBySideByDefault() {
    try (TestServer server = TestServer.start(QUIET);
        RawSocket one = greeted(server, "tab", "s1");
        RawSocket two = greeted(server, "tab", "s1")) {
      assertThat(one.text("{\"type\":\"ping\"}").answer()).contains("pong");
      assertThat(two.text("{\"type\":\"ping\"}").answer()).contains("pong");
    }
  }

  private static RawSocket greeted(TestServer server, String client, String session) {
    RawSocket socket = open(server, client, session);
    assertThat(socket.message()).contains("\"type\":\"hello\"");
    return socket;
  }

  private static RawSocket open(TestServer server, String client, String session) {
    return RawSocket.open(
        server, "/ws/client?client_id=" + client + "&ticket=" + server.ticketOf(session));
  }
}
