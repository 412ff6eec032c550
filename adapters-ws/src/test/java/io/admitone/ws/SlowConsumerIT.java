package io.admitone.ws;

import static org.assertj.core.api.Assertions.assertThat;

import io.admitone.application.connection.CloseCode;
import io.admitone.application.telemetry.TelemetryEvent.Closing;
import io.admitone.application.telemetry.TelemetryEvent.ConnectionClosed;
import io.admitone.application.telemetry.TelemetryEvent.SendFailed;
import io.micronaut.json.tree.JsonNode;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NoLeaks.class)
class SlowConsumerIT {
  private static final String TARGET = "/ws/client?client_id=";
  private static final JsonNode NEWS =
      JsonNode.createObjectNode(Map.of("text", JsonNode.createStringNode("n".repeat(60_000))));

  private final TestServer server =
      TestServer.start(new TestPolicy().quiet().closeTimeout(Duration.ofMillis(200)).build());

  @org.junit.jupiter.api.AfterEach
  void stop() {
    server.close();
  }

  @Test
  void endsAndDelaysNobodyElse() {
    try (RawSocket slow = RawSocket.open(server, TARGET + "slow");
        RawSocket quick = RawSocket.open(server, TARGET + "quick")) {
      quick.message();
      SocketConnection toSlow = connection("slow");
      SocketConnection toQuick = connection("quick");

      int sent = 0;
      while (server.connections.count() == 2) {
        toSlow.send("news", NEWS);
        toQuick.send("tick", JsonNode.createObjectNode(Map.of()));
        assertThat(quick.message()).contains("tick");
        assertThat(sent++).isLessThan(5_000);
      }

      slow.awaitEnd();
      ConnectionClosed closed = server.events.only(ConnectionClosed.class);
      assertThat(closed.connection().client().value()).isEqualTo("slow");
      assertThat(closed.closing()).isEqualTo(Closing.byServer(CloseCode.SLOW_CONSUMER));
      assertThat(server.events.of(SendFailed.class))
          .contains(new SendFailed(SendFailed.Reason.SLOW_CONSUMER));
    }
  }

  @Test
  void isToldWhyIfItReadsAfterAll() {
    try (RawSocket slow = RawSocket.open(server, TARGET + "slow")) {
      SocketConnection connection = connection("slow");
      while (server.events.of(SendFailed.class).isEmpty()) {
        connection.send("news", NEWS);
      }

      assertThat(slow.closing()).isEqualTo("1013 SLOW_CONSUMER");
    }
  }

  @Test
  void countsWhatWaitsForABusyEventLoop() throws Exception {
    try (RawSocket socket = RawSocket.open(server, TARGET + "quick")) {
      socket.message();
      ClientSocket connection = (ClientSocket) connection("quick");
      CountDownLatch busy = new CountDownLatch(1);
      connection
          .channel()
          .eventLoop()
          .execute(
              () -> {
                try {
                  busy.await();
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              });

      for (int i = 0; i < 20; i++) {
        connection.send("news", NEWS);
      }
      busy.countDown();

      assertThat(socket.closing()).isEqualTo("1013 SLOW_CONSUMER");
    }
  }

  private SocketConnection connection(String client) {
    Eventually.holds(() -> find(client) != null, () -> "not there: " + client);
    return find(client);
  }

  private SocketConnection find(String client) {
    return server.connections.all().stream()
        .filter(one -> one.info().client().value().equals(client))
        .map(SocketConnection.class::cast)
        .findFirst()
        .orElse(null);
  }
}
