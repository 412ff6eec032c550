package io.admitone.redis;

import io.lettuce.core.protocol.CommandType;
import java.util.Collection;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * Connections with one life of Redis, from their proof to their loss. It is never mended: a new one
 * takes its place.
 */
interface Session {
  /** The connection with the server that keeps a key. */
  Node nodeOf(String key);

  /** Whether keys live on several servers, and a command must not name keys of different slots. */
  default boolean isSharded() {
    return false;
  }

  /** How a message gets to a channel: {@code SPUBLISH} where channels belong to slots. */
  default CommandType publishes() {
    return CommandType.PUBLISH;
  }

  /** All connections; at least one. */
  Collection<Node> nodes();

  /** Product and version, for people. */
  String server();

  /** Whether a server hides which life of it this is. */
  boolean hidesIncarnation();

  /** Proves again that every server can be used. Completes normally, but perhaps never. */
  CompletionStage<Beat> beat();

  /** Tells when a connection is gone; called once at most for each connection. */
  void whenLost(Consumer<String> listener);

  /** Ends all connections; what was under way on them ends in doubt. */
  CompletionStage<Void> close();
}
