package io.admitone.ws;

import io.micronaut.json.tree.JsonNode;

/**
 * What an application does with one type of message on {@code /ws/client}. Every bean of this type
 * is found by itself; two for one type, or one for a type of the protocol itself ({@code hello},
 * {@code ping}, {@code pong}, {@code status}, {@code error}, {@code echo}, {@code reconnect},
 * {@code broadcast}), stop the start.
 */
public interface MessageHandler {
  /** The {@code type} of the messages it wants. */
  String type();

  /**
   * Called on the socket's event loop, for one message at a time and in the order of their arrival.
   * It must not block: what takes long goes to a thread of its own and answers through the
   * connection, which any thread may use.
   *
   * <p>What it throws ends the socket with {@link
   * io.admitone.application.connection.CloseCode#INTERNAL_ERROR}.
   *
   * @param message the whole message; of two fields of one name the last
   */
  void onMessage(SocketConnection connection, JsonNode message);
}
