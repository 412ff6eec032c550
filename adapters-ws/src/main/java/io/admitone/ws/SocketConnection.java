package io.admitone.ws;

import io.admitone.application.connection.Connection;
import io.micronaut.json.tree.JsonNode;

/** An open socket, as a {@link MessageHandler} sees it. Safe for use by many threads. */
public interface SocketConnection extends Connection {
  /**
   * Sends one message: the type, a timestamp and the given fields. Does nothing if the socket is
   * ending.
   *
   * @param type none of the protocol's own types
   * @param fields an object without {@code type} and {@code timestamp}
   * @throws IllegalArgumentException if the type or the fields are none of these
   */
  void send(String type, JsonNode fields);
}
