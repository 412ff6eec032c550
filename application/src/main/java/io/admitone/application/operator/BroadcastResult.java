package io.admitone.application.operator;

import java.util.function.Function;
import java.util.function.Supplier;

/** How a broadcast ended. */
public sealed interface BroadcastResult {
  /** One answer for each way. */
  <T> T fold(
      Function<Begun, T> begun, Supplier<T> noSuchRoom, Function<Unavailable, T> unavailable);

  /**
   * It is under way.
   *
   * @param sockets of this process that it is meant for
   */
  record Begun(int sockets) implements BroadcastResult {
    @Override
    public <T> T fold(
        Function<Begun, T> begun, Supplier<T> noSuchRoom, Function<Unavailable, T> unavailable) {
      return begun.apply(this);
    }
  }

  /** Nobody is in a room of that name. */
  record NoSuchRoom() implements BroadcastResult {
    @Override
    public <T> T fold(
        Function<Begun, T> begun, Supplier<T> noSuchRoom, Function<Unavailable, T> unavailable) {
      return noSuchRoom.get();
    }
  }

  /** The store could not be used; nobody was told. */
  record Unavailable(String cause) implements BroadcastResult {
    @Override
    public <T> T fold(
        Function<Begun, T> begun, Supplier<T> noSuchRoom, Function<Unavailable, T> unavailable) {
      return unavailable.apply(this);
    }
  }
}
