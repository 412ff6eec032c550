package io.admitone.ws;

import static org.assertj.core.api.Assertions.assertThat;

import io.admitone.application.connection.ConnectionActivity;
import io.admitone.application.operator.Broadcaster;
import io.admitone.application.telemetry.MessageLabel;
import io.admitone.application.telemetry.TelemetryEvent.MessageSent;
import io.micronaut.json.tree.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** One message to all sockets. */
@ExtendWith(NoLeaks.class)
class BroadcastIT {
  /** More than are told at a time, on each of two event loops. */
  private static final int CLIENTS = 450;

  private final List<RawSocket> sockets = new ArrayList<>();
  private TestServer server;
  private Broadcaster broadcaster;

  @BeforeEach
  void start() {
    server = TestServer.start();
    broadcaster = server.part(Broadcaster.class);
  }

  @AfterEach
  void stop() {
    sockets.forEach(RawSocket::close);
    server.close();
  }

  @Test
  void reachesEverySocketOnce() {
    for (int i = 0; i < CLIENTS; i++) {
      sockets.add(RawSocket.open(server, "/ws/client?client_id=c" + i));
    }
    sockets.forEach(socket -> assertThat(socket.message()).contains("\"hello\""));

    int told = broadcaster.tellAll("{\"notice\":\"ü\"}");

    assertThat(told).isEqualTo(CLIENTS);
    for (RawSocket socket : sockets) {
      JsonNode message = Protocol.parse(nextOf("broadcast", socket));
      Protocol.assertConforms(message, "server-broadcast");
      assertThat(message.get("data").get("notice").getStringValue()).isEqualTo("ü");
    }
    assertThat(server.events.of(MessageSent.class))
        .filteredOn(sent -> sent.label() == MessageLabel.BROADCAST)
        .hasSize(CLIENTS);
    // Nobody heard it twice: the next thing each hears is the answer to its own ping.
    sockets.forEach(
        socket -> assertThat(nextOf("pong", socket.text("{\"type\":\"ping\"}"))).isNotEmpty());
  }

  @Test
  void sparesThePagesOfTheEcho() {
    RawSocket legacy = RawSocket.open(server, "/ws/old");
    sockets.add(legacy);
    Eventually.holds(() -> server.connections.count() == 1, () -> "not open");

    broadcaster.tellAll("1");

    assertThat(legacy.text("echo").message()).isEqualTo("echo");
  }

  @Test
  void isOverAtOnceWithoutSockets() {
    assertThat(broadcaster.tellAll("1")).isZero();
  }

  @Test
  void anOperatorSeesHowBusyASocketIs() {
    RawSocket socket = RawSocket.open(server, "/ws/client?client_id=c");
    sockets.add(socket);
    assertThat(socket.message()).contains("\"hello\"");
    nextOf("pong", socket.text("{\"type\":\"ping\"}"));

    ConnectionActivity activity = server.connections.all().iterator().next().activity();

    assertThat(activity.messagesIn()).isEqualTo(1);
    assertThat(activity.messagesOut()).isGreaterThanOrEqualTo(2);
    assertThat(activity.openFor()).isBetween(Duration.ZERO, Duration.ofMinutes(5));
  }

  /** The next message, which must be of this type; a heartbeat may come at any time. */
  private static String nextOf(String type, RawSocket socket) {
    String message = socket.message();
    while (message.startsWith("{\"type\":\"ping\"")) {
      message = socket.message();
    }
    assertThat(message).startsWith("{\"type\":\"" + type + "\"");
    return message;
  }
}
