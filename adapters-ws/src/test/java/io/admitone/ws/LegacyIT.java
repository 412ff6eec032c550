package io.admitone.ws;

import static org.assertj.core.api.Assertions.assertThat;

import io.admitone.application.connection.CloseCode;
import io.admitone.application.connection.Endpoint;
import io.admitone.application.telemetry.TelemetryEvent.Closing;
import io.admitone.application.telemetry.TelemetryEvent.ConnectionClosed;
import io.admitone.application.telemetry.TelemetryEvent.ConnectionOpened;
import io.admitone.application.telemetry.TelemetryEvent.ConnectionRefused;
import io.admitone.application.telemetry.TelemetryEvent.ReconnectAdvised;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NoLeaks.class)
class LegacyIT {
  private static TestServer server;

  @BeforeAll
  static void start() {
    server = TestServer.start();
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

  @Test
  void sendsEachTextBackAsItCame() {
    try (RawSocket socket = RawSocket.open(server, "/ws/old:page")) {
      for (String text :
          new String[] {"hello", "", "{\"type\":\"ping\"}", "é😀", "x".repeat(65536)}) {
        socket.text(text);
        assertThat(socket.message()).isEqualTo(text);
      }
      socket.close(1000, "");
      assertThat(socket.closing()).isEqualTo("1000");
    }
    ConnectionOpened opened = server.events.only(ConnectionOpened.class);
    assertThat(opened.connection().endpoint()).isEqualTo(Endpoint.LEGACY);
    assertThat(opened.connection().client().value()).isEqualTo("old:page");
    ConnectionClosed closed = server.events.only(ConnectionClosed.class);
    assertThat(closed.messagesIn()).isEqualTo(5);
    assertThat(closed.messagesOut()).isEqualTo(5);
  }

  @Test
  void keepsTheLimits() {
    try (RawSocket socket = RawSocket.open(server, "/ws/a")) {
      socket.send(RawSocket.frame(0x81, new byte[65537]));
      assertThat(socket.closing()).isEqualTo("1009 MESSAGE_TOO_BIG");
    }
    try (RawSocket socket = RawSocket.open(server, "/ws/a")) {
      socket.send(RawSocket.frame(0x82, new byte[1]));
      assertThat(socket.closing()).isEqualTo("1003 UNSUPPORTED_DATA");
    }
  }

  @Test
  void refusesABadClientIdByTheCloseCodeAlone() {
    try (RawSocket socket = RawSocket.open(server, "/ws/a%20b")) {
      assertThat(socket.frame().closing()).isEqualTo("4400 INVALID_CLIENT_ID");
    }
    assertThat(server.events.only(ConnectionRefused.class).endpoint()).isEqualTo(Endpoint.LEGACY);
  }

  @Test
  void leavesWithTheOthersInADrain() {
    try (RawSocket socket = RawSocket.open(server, "/ws/a")) {
      socket.text("x");
      socket.message();
      server
          .connections
          .all()
          .forEach(c -> c.adviseReconnect(CloseCode.SERVICE_RESTART, Duration.ofSeconds(1)));
      RawSocket.Frame first = socket.frame();
      assertThat(first.closing()).isEqualTo("1012 SERVICE_RESTART");
      socket.close(1012, "");
      socket.requireEnd();
    }
    assertThat(server.events.only(ConnectionClosed.class).closing())
        .isEqualTo(Closing.byServer(CloseCode.SERVICE_RESTART));
    assertThat(server.events.of(ReconnectAdvised.class)).isEmpty();
  }
}
