package io.admitone.domain.readiness;

/** The four states in the life of a store's connection. Only {@link #CONNECTED} can serve. */
public enum StoreState {
  /** There is no connection and no try under way; the next try is scheduled or awaited. */
  DISCONNECTED,
  /** A try to connect is under way. */
  CONNECTING,
  /** The store has proved that it can be used. */
  CONNECTED,
  /** Many tries have failed in a row; tries go on, slowly. */
  FAILED
}
