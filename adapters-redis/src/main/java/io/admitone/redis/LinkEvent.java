package io.admitone.redis;

import java.time.Duration;

/**
 * What happens to the connection with Redis. An adapter knows no log and no meter; whoever wires it
 * turns these into both. Errors are in words and hold no address, key or secret.
 *
 * <p>Events that repeat while Redis is away say by {@code loud} whether they are worth a log line:
 * the first five of a row are, then one a minute.
 */
public sealed interface LinkEvent {

  /** A try to connect begins. */
  record ConnectStarted(int attempt, boolean loud) implements LinkEvent {}

  /**
   * The first connection since the start of the process.
   *
   * @param took from the beginning of the try that succeeded
   */
  record Connected(Duration took, int attempt, String server) implements LinkEvent {}

  /**
   * A try failed.
   *
   * @param attempt how many in a row have
   * @param nextTry the wait for the next one, unless a request asks for it earlier
   * @param silentBefore failures since the last loud one, this one not counted
   */
  record ConnectFailed(String error, int attempt, Duration nextTry, boolean loud, int silentBefore)
      implements LinkEvent {}

  /** So many tries have failed since the start that the process goes on without the store. */
  record GaveHope(int attempts) implements LinkEvent {}

  /** A connection that served is lost. */
  record Disconnected(String error, Duration upFor) implements LinkEvent {}

  /** Redis is back after a loss. */
  record Reconnected(Duration downFor, int attempts, String server) implements LinkEvent {}

  /**
   * The server hides its run id or replication id, so that after its failover or restart a ticket
   * might be admitted a second time.
   */
  record WeakerPromise(String server) implements LinkEvent {}

  /** Revocations of other processes are not heard at present. */
  record RevocationsInterrupted(String error) implements LinkEvent {}

  /** Revocations of other processes are heard again, those missed meanwhile included. */
  record RevocationsResumed(Duration silentFor) implements LinkEvent {}

  /** Rooms are not heard on one of the connections for it at present. */
  record RoomsInterrupted(String error) implements LinkEvent {}

  /** Rooms are heard again; what was missed meanwhile is read from history. */
  record RoomsResumed(Duration silentFor) implements LinkEvent {}

  /** A listener of readiness, of revocations or of a room threw, which is a bug in it. */
  record ListenerFailed(Throwable thrown) implements LinkEvent {}
}
