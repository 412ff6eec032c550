package io.admitone.ws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.admitone.application.connection.CloseCode;
import io.admitone.application.operator.Broadcaster;
import io.admitone.application.telemetry.MessageLabel;
import io.admitone.application.telemetry.TelemetryEvent;
import io.admitone.application.telemetry.TelemetryEvent.ConnectionClosed;
import io.admitone.application.telemetry.TelemetryEvent.MessageReceived;
import io.admitone.application.telemetry.TelemetryEvent.MessageSent;
import io.admitone.domain.readiness.StoreState;
import io.micronaut.json.tree.JsonNode;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NoLeaks.class)
class MessagesIT {
  private static final String TARGET = "/ws/client?client_id=c";

  private static TestServer server;

  @BeforeAll
  static void start() {
    SocketPolicy fast =
        new TestPolicy()
            .heartbeatInterval(Duration.ofMillis(200))
            .connectionTimeout(Duration.ofMillis(400))
            .badMessagesPerMinute(100)
            .build();
    server = TestServer.start(fast, new Adder(), new Leaver());
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
  void sendsWhatTheProtocolFilesSay() {
    Set<String> seen = new TreeSet<>();
    String target = TARGET + "&ticket=" + server.ticket();
    try (RawSocket socket = RawSocket.open(server, target)) {
      socket.text(Protocol.example("client-ping"));
      socket.text(Protocol.example("client-pong"));
      socket.text(Protocol.example("client-status"));
      socket.text("{\"type\":\"unknown\"}");
      socket.text("nonsense");
      while (seen.size() < 6) {
        check(socket.message(), seen);
      }
      server.part(Broadcaster.class).tellAll("{\"notice\":1}");
      while (!seen.contains("server-broadcast")) {
        check(socket.message(), seen);
      }
      server
          .connections
          .all()
          .forEach(c -> c.adviseReconnect(CloseCode.SERVICE_RESTART, Duration.ofSeconds(1)));
      while (!seen.contains("server-reconnect")) {
        check(socket.message(), seen);
      }
    }
    assertThat(seen)
        .containsExactlyElementsOf(
            Protocol.messages().stream()
                .filter(name -> name.startsWith("server-") && !Protocol.isOfRooms(name))
                .toList());
  }

  @Test
  void theExamplesOfTheProtocolFilesKeepTheirOwnRules() {
    for (String name : Protocol.messages()) {
      JsonNode file = Protocol.message(name);
      Protocol.assertConforms(file.get("example"), name);
      assertThat(name)
          .isEqualTo(
              file.get("from").getStringValue()
                  + "-"
                  + file.get("example").get("type").getStringValue());
      assertThat(file.get("meaning").getStringValue()).isNotBlank();
    }
  }

  private static void check(String text, Set<String> seen) {
    JsonNode message = Protocol.parse(text);
    String name = "server-" + message.get("type").getStringValue();
    Protocol.assertConforms(message, name);
    Instant.parse(message.get("timestamp").getStringValue());
    assertThat(message.get("timestamp").getStringValue()).hasSize(24);
    seen.add(name);
  }

  @Test
  void greetsWithAllThatAClientMustKnow() {
    try (RawSocket socket = RawSocket.open(server, TARGET)) {
      JsonNode hello = Protocol.parse(socket.message());

      assertThat(hello.get("accepted_version").getIntValue()).isEqualTo(1);
      assertThat(hello.get("heartbeat_interval_ms").getIntValue()).isEqualTo(200);
      assertThat(hello.get("max_message_bytes").getIntValue()).isEqualTo(65536);
      assertThat(hello.get("reconnect_window_ms").getIntValue()).isEqualTo(1000);
      assertThat(hello.get("features").values())
          .extracting(JsonNode::getStringValue)
          .containsExactly("heartbeat", "structured_messages", "error_codes", "graceful_reconnect");
      assertThat(hello.get("connection_id").getStringValue())
          .isEqualTo(server.connections.all().iterator().next().info().id().value());
    }
  }

  @Test
  void keepsTheOriginalMessageByteForByte() {
    String original =
        "{ \"type\" : \"a\\u0062\" ,\"n\":1.0e+2,\"d\":1,\"d\":2,\"s\":\"\\ud800é😀\",\n\"x\":[ ]}";
    try (RawSocket socket = RawSocket.open(server, TARGET)) {
      socket.text(original);
      assertThat(next(socket, "echo")).contains("\"original_message\":" + original + ",");
    }
  }

  @Test
  void echoesTheIdOfAPing() {
    try (RawSocket socket = RawSocket.open(server, TARGET)) {
      socket.text("{\"type\":\"ping\",\"id\":{\"a\":[1, 2]}}");
      assertThat(next(socket, "pong")).contains("\"id\":{\"a\":[1, 2]}}");
    }
  }

  @Test
  void tellsThatTheStoreIsDown() {
    try (RawSocket socket = RawSocket.open(server, TARGET)) {
      server.readiness.moveTo(StoreState.DISCONNECTED, 1, Optional.empty());
      assertThat(askedForStatus(socket)).contains("\"mode\":\"degraded\"");
      server.readiness.moveTo(StoreState.CONNECTED, 0, Optional.empty());
      assertThat(askedForStatus(socket)).contains("\"mode\":\"normal\"");
    }
  }

  /** The answer, and not the word about the store that every socket gets by itself. */
  private static String askedForStatus(RawSocket socket) {
    socket.text("{\"type\":\"status\"}");
    String status = next(socket, "status");
    while (!status.contains("\"connection_uptime_seconds\"")) {
      status = next(socket, "status");
    }
    return status;
  }

  @Test
  void givesAMessageToItsHandler() {
    try (RawSocket socket = RawSocket.open(server, TARGET)) {
      socket.text("{\"type\":\"add\",\"a\":2,\"b\":40}");
      JsonNode sum = Protocol.parse(next(socket, "sum"));

      assertThat(sum.get("sum").getIntValue()).isEqualTo(42);
      assertThat(sum.get("timestamp").isString()).isTrue();
    }
  }

  @Test
  void letsAHandlerCloseTheSocket() {
    try (RawSocket socket = RawSocket.open(server, TARGET)) {
      socket.text("{\"type\":\"leave\"}");
      assertThat(socket.closing()).isEqualTo("1000");
    }
  }

  @Test
  void countsMessagesByTheirLabel() {
    try (RawSocket socket = RawSocket.open(server, TARGET)) {
      socket.text("{\"type\":\"status\"}");
      next(socket, "status");
      socket.text("{\"type\":\"add\",\"a\":1,\"b\":1}");
      next(socket, "sum");
      socket.text("nonsense");
      next(socket, "error");
      socket.close(1000, "");
      socket.closing();
    }
    ConnectionClosed closed = server.events.only(ConnectionClosed.class);
    assertThat(closed.messagesIn()).isEqualTo(3);
    assertThat(closed.messagesOut()).isEqualTo(server.events.of(MessageSent.class).size());
    assertThat(server.events.of(MessageReceived.class))
        .extracting(MessageReceived::label)
        .containsExactly(MessageLabel.STATUS, MessageLabel.OTHER, MessageLabel.OTHER);
    assertThat(server.events.of(MessageSent.class))
        .extracting(MessageSent::label)
        .contains(MessageLabel.HELLO, MessageLabel.STATUS, MessageLabel.OTHER, MessageLabel.ERROR);
  }

  @Test
  void beatsAndLosesPatience() {
    try (RawSocket socket = RawSocket.open(server, TARGET)) {
      for (int beat = 1; beat <= 5; beat++) {
        assertThat(next(socket, "ping")).contains("\"heartbeat_count\":" + beat + ",");
        socket.text("{\"type\":\"pong\"}");
      }
      assertThat(socket.closing()).isEqualTo("4408 HEARTBEAT_TIMEOUT");
    }
    assertThat(server.events.only(ConnectionClosed.class).closing())
        .isEqualTo(TelemetryEvent.Closing.byServer(CloseCode.HEARTBEAT_TIMEOUT));
  }

  /** A browser answers for a frozen page, and pings of its own would come from there as well. */
  @Test
  void takesAFrozenPageForDeadAndABusyOneNever() {
    byte[] controlPong = RawSocket.frame(0x8A, new byte[0]);
    byte[] controlPing = RawSocket.frame(0x89, new byte[0]);
    try (RawSocket frozen = RawSocket.open(server, TARGET);
        RawSocket busy = RawSocket.open(server, TARGET)) {
      CompletableFuture<String> closing = CompletableFuture.supplyAsync(frozen::closing);
      while (!closing.isDone()) {
        busy.text("{\"type\":\"busy\"}");
        try {
          frozen.send(controlPong).send(controlPing);
        } catch (UncheckedIOException e) {
          // The server has ended the connection already.
          break;
        }
        LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
      }

      assertThat(closing.join()).isEqualTo("4408 HEARTBEAT_TIMEOUT");
      busy.text("{\"type\":\"ping\"}");
      assertThat(next(busy, "pong")).contains("\"client_id\"");
    }
  }

  @Test
  void refusesToSendWhatIsNotTheApplications() {
    try (RawSocket socket = RawSocket.open(server, TARGET)) {
      socket.message();
      SocketConnection connection = (SocketConnection) server.connections.all().iterator().next();

      assertThatThrownBy(() -> connection.send("hello", JsonNode.createObjectNode(Map.of())))
          .hasMessageContaining("hello");
      assertThatThrownBy(() -> connection.send("mine", JsonNode.createStringNode("x")))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(
              () ->
                  connection.send(
                      "mine",
                      JsonNode.createObjectNode(Map.of("type", JsonNode.createStringNode("x")))))
          .isInstanceOf(IllegalArgumentException.class);
      connection.send("mi\"ne", JsonNode.createObjectNode(Map.of()));
      assertThat(next(socket, "mi\\\"ne")).endsWith("Z\"}");
    }
  }

  /** The next message of a type; heartbeats and the hello go by. */
  private static String next(RawSocket socket, String type) {
    String message = socket.message();
    while (!message.startsWith("{\"type\":\"" + type + "\"")) {
      message = socket.message();
    }
    return message;
  }

  static final class Adder implements MessageHandler {
    @Override
    public String type() {
      return "add";
    }

    @Override
    public void onMessage(SocketConnection connection, JsonNode message) {
      int sum = message.get("a").getIntValue() + message.get("b").getIntValue();
      JsonNode fields = JsonNode.createObjectNode(Map.of("sum", JsonNode.createNumberNode(sum)));
      new Thread(() -> connection.send("sum", fields)).start();
    }
  }

  private static final class Leaver implements MessageHandler {
    @Override
    public String type() {
      return "leave";
    }

    @Override
    public void onMessage(SocketConnection connection, JsonNode message) {
      connection.close(CloseCode.NORMAL);
    }
  }
}
