package io.admitone.redis;

import java.util.concurrent.CompletionStage;

/** Makes connections that have proved that they can be used. */
interface Connector extends AutoCloseable {
  /**
   * Tries once. Does not block, and fails with an exception that {@link Failure} or {@link
   * UnusableServer} puts in words.
   */
  CompletionStage<Session> open();

  /** Ends all threads; takes at most a few seconds. */
  @Override
  void close();
}
