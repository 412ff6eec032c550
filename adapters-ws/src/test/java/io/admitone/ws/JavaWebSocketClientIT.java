package io.admitone.ws;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.java_websocket.client.WebSocketClient;
import org.java_websocket.drafts.Draft;
import org.java_websocket.drafts.Draft_6455;
import org.java_websocket.enums.Opcode;
import org.java_websocket.extensions.permessage_deflate.PerMessageDeflateExtension;
import org.java_websocket.framing.Framedata;
import org.java_websocket.framing.PingFrame;
import org.java_websocket.handshake.ServerHandshake;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A client that others wrote, and that judges what it is sent by RFC 6455 and RFC 7692. */
@ExtendWith(NoLeaks.class)
class JavaWebSocketClientIT {
  private static final SocketPolicy POLICY = new TestPolicy().quiet().compression(true).build();

  @Test
  void understandsEveryKindOfFrame() throws Exception {
    try (TestServer server = TestServer.start(POLICY);
        Client client = new Client(server, new Draft_6455())) {
      assertThat(client.next()).startsWith("{\"type\":\"hello\"");
      client.send("{\"type\":\"note\",\"text\":\"κόσμε \uD83D\uDE00\"}");
      assertThat(client.next()).contains("κόσμε \uD83D\uDE00");

      client.sendFragmentedFrame(Opcode.TEXT, ByteBuffer.wrap("{\"type\":".getBytes()), false);
      PingFrame ping = new PingFrame();
      ping.setPayload(ByteBuffer.wrap("between".getBytes()));
      client.sendFrame(ping);
      client.sendFragmentedFrame(Opcode.TEXT, ByteBuffer.wrap("\"two\"}".getBytes()), true);
      assertThat(client.next()).isEqualTo("pong between");
      assertThat(client.next()).contains("{\"type\":\"two\"}");

      client.send("{\"type\":\"" + "x".repeat(65_000) + "\"}");
      assertThat(client.next()).contains("x".repeat(65_000));
      client.close(4000, "enough");
      assertThat(client.next()).isEqualTo("closed 4000 enough by itself");
    }
  }

  @Test
  void readsWhyItIsClosed() throws Exception {
    try (TestServer server = TestServer.start(POLICY);
        Client client = new Client(server, new Draft_6455())) {
      assertThat(client.next()).startsWith("{\"type\":\"hello\"");
      client.send(new byte[] {1, 2, 3});

      assertThat(client.next()).isEqualTo("closed 1003 UNSUPPORTED_DATA by the server");
    }
  }

  @Test
  void agreesOnCompression() throws Exception {
    PerMessageDeflateExtension deflate = new PerMessageDeflateExtension();
    deflate.setThreshold(0);
    String text = "{\"type\":\"note\",\"text\":\"" + "to and fro ".repeat(4_000) + "\"}";
    try (TestServer server = TestServer.start(POLICY);
        Client client = new Client(server, new Draft_6455(List.of(deflate)))) {
      assertThat(client.agreed).contains("permessage-deflate");
      assertThat(client.next()).startsWith("{\"type\":\"hello\"");
      for (int i = 0; i < 5; i++) {
        client.send(text);
        assertThat(client.next()).contains(text);
      }
      client.close();
      assertThat(client.next()).startsWith("closed 1000");
    }
  }

  private static final class Client extends WebSocketClient implements AutoCloseable {
    private final BlockingQueue<String> happened = new LinkedBlockingQueue<>();
    private volatile String agreed = "";

    Client(TestServer server, Draft draft) throws InterruptedException {
      super(
          URI.create("ws://127.0.0.1:" + server.port() + "/ws/client?client_id=peer"),
          draft,
          Map.of("Origin", TestServer.ORIGIN));
      if (!connectBlocking(Duration.ofSeconds(20).toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("not connected: " + happened);
      }
    }

    String next() throws InterruptedException {
      return happened.poll(20, TimeUnit.SECONDS);
    }

    @Override
    public void onOpen(ServerHandshake handshake) {
      agreed = handshake.getFieldValue("Sec-WebSocket-Extensions");
    }

    @Override
    public void onMessage(String message) {
      happened.add(message);
    }

    @Override
    public void onWebsocketPong(org.java_websocket.WebSocket socket, Framedata frame) {
      happened.add("pong " + new String(frame.getPayloadData().array()));
    }

    @Override
    public void onClose(int code, String reason, boolean byPeer) {
      happened.add("closed " + code + " " + reason + " by " + (byPeer ? "the server" : "itself"));
    }

    @Override
    public void onError(Exception failure) {
      happened.add("failed " + failure);
    }
  }
}
