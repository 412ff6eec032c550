package io.admitone.ws;

import io.micronaut.json.tree.JsonNode;
import java.io.Closeable;

/** Somebody at the door to rooms, who has been greeted. */
final class RoomClient implements Closeable {
  private final RawSocket socket;
  final JsonNode hello;

  private RoomClient(RawSocket socket) {
    this.socket = socket;
    this.hello = next();
  }

  static RoomClient open(TestServer server, String user, String... rooms) {
    return withTicket(server, user, server.ticketInto(user, java.util.Set.of(), rooms));
  }

  static RoomClient withTicket(TestServer server, String clientId, String ticket) {
    return new RoomClient(
        RawSocket.open(server, "/ws/v2/connect?client_id=" + clientId + "&ticket=" + ticket));
  }

  static RoomClient anonymous(TestServer server) {
    return new RoomClient(RawSocket.open(server, "/ws/v2/connect?client_id=nobody"));
  }

  /** Sends a message, in which {@code '} stands for {@code "}. */
  RoomClient say(String json) {
    socket.text(json.replace('\'', '"'));
    return this;
  }

  /** The next message that is neither a heartbeat nor news of the store. */
  JsonNode next() {
    while (true) {
      JsonNode message = Protocol.parse(socket.message());
      String type = message.get("type").getStringValue();
      if (!type.equals("ping") && !type.equals("status")) {
        return message;
      }
    }
  }

  JsonNode ask(String json) {
    return say(json).next();
  }

  /** Enters a room; the answer. */
  JsonNode enter(String room) {
    JsonNode answer = ask("{'type':'subscribe','room':'" + room + "'}");
    if (!answer.get("type").getStringValue().equals("subscribed")) {
      throw new AssertionError(answer);
    }
    return answer;
  }

  RawSocket raw() {
    return socket;
  }

  @Override
  public void close() {
    socket.close();
  }
}
