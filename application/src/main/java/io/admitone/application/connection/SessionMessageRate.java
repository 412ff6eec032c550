package io.admitone.application.connection;

import io.admitone.domain.identity.SessionId;

/**
 * How much a session may say over all its sockets together. Safe for use by many threads; asked for
 * every message, so it answers at once.
 */
@FunctionalInterface
public interface SessionMessageRate {
  /** No limit beyond that of each socket. */
  SessionMessageRate UNLIMITED = session -> true;

  /** Whether the session may say one thing more now; if so, it is counted. */
  boolean allows(SessionId session);
}
