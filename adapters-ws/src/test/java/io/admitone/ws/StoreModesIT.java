package io.admitone.ws;

import static org.assertj.core.api.Assertions.assertThat;

import io.admitone.domain.readiness.StoreState;
import io.micronaut.json.tree.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NoLeaks.class)
class StoreModesIT {
  private static final String TARGET = "/ws/client?client_id=c";
  private static final SocketPolicy QUIET = new TestPolicy().quiet().build();

  @Test
  void tellsEveryOpenSocketWhenTheStoreIsLostAndWhenItIsBack() {
    try (TestServer server = TestServer.start(QUIET)) {
      List<RawSocket> sockets = new ArrayList<>();
      for (int i = 0; i < 250; i++) {
        sockets.add(greeted(server));
      }

      server.readiness.moveTo(StoreState.DISCONNECTED, 0, Optional.of("on purpose"));
      sockets.forEach(socket -> assertMode(socket, "degraded"));
      server.readiness.moveTo(StoreState.CONNECTING, 1, Optional.empty());
      server.readiness.moveTo(StoreState.CONNECTED, 1, Optional.empty());
      sockets.forEach(socket -> assertMode(socket, "normal"));

      sockets.forEach(
          socket -> assertThat(socket.text("{\"type\":\"ping\"}").answer()).contains("pong"));
      sockets.forEach(RawSocket::close);
    }
  }

  @Test
  void tellsASocketThatOpensMeanwhileRightAfterItsHello() {
    try (TestServer server = TestServer.start(QUIET)) {
      server.readiness.moveTo(StoreState.DISCONNECTED, 0, Optional.of("on purpose"));
      try (RawSocket socket = greeted(server)) {
        assertMode(socket, "degraded");
        server.readiness.moveTo(StoreState.CONNECTED, 1, Optional.empty());
        assertMode(socket, "normal");
      }
    }
  }

  @Test
  void endsWithTheTruthWhenTheStoreComesAndGoesQuickly() {
    try (TestServer server = TestServer.start(QUIET)) {
      List<RawSocket> sockets = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        sockets.add(greeted(server));
      }

      for (int i = 0; i < 5; i++) {
        server.readiness.moveTo(StoreState.DISCONNECTED, 0, Optional.empty());
        server.readiness.moveTo(StoreState.CONNECTED, 1, Optional.empty());
      }
      server.readiness.moveTo(StoreState.DISCONNECTED, 0, Optional.empty());

      for (RawSocket socket : sockets) {
        assertThat(lastMode(socket)).isEqualTo("degraded");
        socket.close();
      }
    }
  }

  @Test
  void saysNothingAtTheLegacyDoor() {
    try (TestServer server = TestServer.start(QUIET);
        RawSocket socket = RawSocket.open(server, "/ws/abc")) {
      server.readiness.moveTo(StoreState.DISCONNECTED, 0, Optional.of("on purpose"));

      assertThat(socket.text("hello").message()).isEqualTo("hello");
    }
  }

  /** The mode that was told last before an answer; each differs from the one before. */
  private static String lastMode(RawSocket socket) {
    String mode = "normal";
    while (true) {
      while (!mode.equals("degraded")) {
        mode = otherThan(mode, socket.answer());
      }
      socket.text("{\"type\":\"ping\"}");
      String message = socket.answer();
      while (!message.contains("\"type\":\"pong\"")) {
        mode = otherThan(mode, message);
        message = socket.answer();
      }
      if (mode.equals("degraded")) {
        return mode;
      }
    }
  }

  private static String otherThan(String mode, String message) {
    String next = Protocol.parse(message).get("mode").getStringValue();
    assertThat(next).isNotEqualTo(mode);
    return next;
  }

  private static void assertMode(RawSocket socket, String mode) {
    JsonNode message = Protocol.parse(socket.answer());
    Protocol.assertConforms(message, "server-status");
    assertThat(message.get("type").getStringValue()).isEqualTo("status");
    assertThat(message.get("mode").getStringValue()).isEqualTo(mode);
    if (mode.equals("degraded")) {
      assertThat(message.get("reason").getStringValue()).isEqualTo("STORE_UNAVAILABLE");
    } else {
      assertThat(message.get("reason")).isNull();
    }
  }

  private static RawSocket greeted(TestServer server) {
    RawSocket socket = RawSocket.open(server, TARGET);
    assertThat(socket.answer()).contains("\"type\":\"hello\"");
    return socket;
  }
}
