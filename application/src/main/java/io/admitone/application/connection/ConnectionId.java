package io.admitone.application.connection;

import java.util.UUID;

/** Names one socket for operators and logs. Made here, and never taken from the client. */
public record ConnectionId(String value) {
  /** A name that no other socket has. */
  public static ConnectionId random() {
    return new ConnectionId(UUID.randomUUID().toString());
  }

  @Override
  public String toString() {
    return value;
  }
}
