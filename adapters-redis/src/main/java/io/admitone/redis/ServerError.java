package io.admitone.redis;

import java.util.Arrays;
import java.util.Optional;

/**
 * The errors by which a Redis server says that it has not run a command at all, and what each means
 * to an operator.
 *
 * <p>An error reply begins with a word in capitals (RESP, "Simple errors"). Only words that are
 * known to come before any effect are listed; what is not listed proves nothing.
 */
enum ServerError {
  READONLY("the server is a read-only replica"),
  OOM("the server is out of memory (maxmemory)"),
  LOADING("the server is loading its data"),
  MISCONF("the server refuses writes because it cannot save to disk (MISCONF)"),
  NOREPLICAS("the server refuses writes because it has too few replicas"),
  MASTERDOWN("the server is a replica that has lost its master"),
  NOPERM("the Redis user lacks a permission (NOPERM)"),
  NOAUTH("the server demands a password (NOAUTH)"),
  WRONGPASS("the server refuses the user name or password (WRONGPASS)"),
  CLUSTERDOWN("the cluster is down"),
  MOVED("the slot belongs to another node of the cluster"),
  ASK("the slot is moving to another node of the cluster"),
  TRYAGAIN("the slot is moving to another node of the cluster"),
  NOSCRIPT("the server does not know the script"),
  BUSY("the server is busy with a script"),
  WRONGTYPE("the key holds something of another kind"),
  UNKNOWN_COMMAND("the server does not know a command that Redis has since 6.2") {
    @Override
    boolean begins(String reply) {
      return reply.startsWith("ERR unknown command");
    }
  },
  MAX_CLIENTS("the server has no room for another client (maxclients)") {
    @Override
    boolean begins(String reply) {
      return reply.startsWith("ERR max number of clients reached");
    }
  };

  private final String words;

  ServerError(String words) {
    this.words = words;
  }

  /** What it means, without an address, a key or a secret. */
  String words() {
    return words;
  }

  /** Reads an error reply; empty where it proves nothing. */
  static Optional<ServerError> of(String reply) {
    return Arrays.stream(values()).filter(error -> error.begins(reply)).findFirst();
  }

  boolean begins(String reply) {
    return reply.equals(name()) || reply.startsWith(name() + " ");
  }
}
