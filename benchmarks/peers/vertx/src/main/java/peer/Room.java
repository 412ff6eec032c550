package peer;

import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** A room as one writes it on Vert.x: a set of sockets, and a loop over them. */
final class Room {
  private static final Map<String, Room> ROOMS = new ConcurrentHashMap<>();

  private final String name;
  private final String epoch = UUID.randomUUID().toString();
  private final AtomicLong offset = new AtomicLong();
  private final Set<ServerWebSocket> sockets = ConcurrentHashMap.newKeySet();

  private Room(String name) {
    this.name = name;
  }

  static Room of(String name) {
    return ROOMS.computeIfAbsent(name, Room::new);
  }

  /** What the subscriber is told. */
  JsonObject enter(ServerWebSocket socket) {
    sockets.add(socket);
    return at(offset.get()).put("recovered", true);
  }

  void leave(ServerWebSocket socket) {
    sockets.remove(socket);
  }

  /** What the publisher is told. */
  JsonObject publish(Object data) {
    JsonObject at = at(offset.incrementAndGet()).put("message_id", UUID.randomUUID().toString());
    String text =
        new JsonObject()
            .put("type", "message")
            .put("timestamp", Instant.now().toString())
            .mergeIn(at)
            .put("data", data)
            .put("from", new JsonObject().put("user_id", "load"))
            .encode();
    sockets.forEach(socket -> socket.writeTextMessage(text));
    return at;
  }

  private JsonObject at(long position) {
    return new JsonObject().put("room", name).put("epoch", epoch).put("offset", position);
  }
}
