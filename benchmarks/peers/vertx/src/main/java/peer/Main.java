package peer;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The same work as Admit One's, on Vert.x: hello, a heartbeat of messages each 25 s whose first beat
 * comes at a random point, 4408 for whoever gives no sign of life, an echo, tickets and rooms.
 */
public final class Main extends VerticleBase {
  private static final long HEARTBEAT_MS = 25_000;
  private static final long PATIENCE_MS = 30_000;

  public static void main(String[] args) {
    int loops = Runtime.getRuntime().availableProcessors();
    Vertx.vertx()
        .deployVerticle(Main.class, new DeploymentOptions().setInstances(loops))
        .onFailure(
            failure -> {
              failure.printStackTrace();
              System.exit(1);
            });
  }

  @Override
  public Future<?> start() {
    HttpServerOptions options =
        new HttpServerOptions()
            .setHost("127.0.0.1")
            .setPort(Integer.parseInt(System.getenv("PORT")))
            .setAcceptBacklog(4096)
            .addWebSocketSubProtocol("admitone.v1")
            // Its default is on, and costs a hundred kilobytes a socket; nobody here offers it anyway.
            .setPerMessageWebSocketCompressionSupported(false)
            .setPerFrameWebSocketCompressionSupported(false);
    Tickets tickets = new Tickets(vertx);
    return vertx
        .createHttpServer(options)
        .requestHandler(
            request -> {
              if (request.path().equals("/api/v1/auth/ws-ticket")) {
                tickets.issue(request);
              } else {
                request.response().end("ready");
              }
            })
        .webSocketHandshakeHandler(tickets::admit)
        .webSocketHandler(socket -> new Peer(vertx, socket).greet())
        .listen();
  }

  private static final class Peer {
    private final Vertx vertx;
    private final ServerWebSocket socket;
    private final String clientId;
    private long beats;
    private long lastSign = System.currentTimeMillis();
    private long timer;
    private Room room;

    private Peer(Vertx vertx, ServerWebSocket socket) {
      this.vertx = vertx;
      this.socket = socket;
      this.clientId = socket.query().replaceAll(".*client_id=([^&]*).*", "$1");
    }

    private void greet() {
      socket.textMessageHandler(text -> hear(new JsonObject(text)));
      socket.closeHandler(closed -> leave());
      send("hello", new JsonObject().put("heartbeat_interval_ms", HEARTBEAT_MS));
      timer = vertx.setTimer(1 + ThreadLocalRandom.current().nextLong(HEARTBEAT_MS), id -> beat());
    }

    private void hear(JsonObject message) {
      lastSign = System.currentTimeMillis();
      String type = message.getString("type");
      if ("subscribe".equals(type)) {
        room = Room.of(message.getString("room"));
        send("subscribed", room.enter(socket).put("id", message.getValue("id")));
      } else if ("publish".equals(type)) {
        JsonObject stored = Room.of(message.getString("room")).publish(message.getValue("data"));
        send("ack", stored.put("id", message.getValue("id")));
      } else if (!"pong".equals(type)) {
        send("echo", new JsonObject().put("original_message", message));
      }
    }

    private void leave() {
      vertx.cancelTimer(timer);
      if (room != null) {
        room.leave(socket);
      }
    }

    private void beat() {
      if (System.currentTimeMillis() - lastSign > HEARTBEAT_MS + PATIENCE_MS) {
        socket.close((short) 4408, "HEARTBEAT_TIMEOUT");
        return;
      }
      beats++;
      send("ping", new JsonObject().put("heartbeat_count", beats));
      timer = vertx.setTimer(HEARTBEAT_MS, id -> beat());
    }

    private void send(String type, JsonObject fields) {
      socket.writeTextMessage(
          new JsonObject()
              .put("type", type)
              .put("timestamp", Instant.now().toString())
              .put("client_id", clientId)
              .mergeIn(fields)
              .encode());
    }
  }
}
