package io.admitone.application.session;

import java.util.function.Function;
import java.util.function.Supplier;

/** The answer to somebody who wants to end a session. */
public sealed interface RevokeResult {
  <T> T fold(
      Function<Revoked, T> revoked,
      Supplier<T> forbidden,
      Function<Unavailable, T> unavailable,
      Function<Failed, T> failed);

  /**
   * It is over.
   *
   * @param closedSockets how many sockets this process closed
   */
  record Revoked(int closedSockets) implements RevokeResult {
    @Override
    public <T> T fold(
        Function<Revoked, T> revoked,
        Supplier<T> forbidden,
        Function<Unavailable, T> unavailable,
        Function<Failed, T> failed) {
      return revoked.apply(this);
    }
  }

  /** It is somebody else's session. */
  record Forbidden() implements RevokeResult {
    @Override
    public <T> T fold(
        Function<Revoked, T> revoked,
        Supplier<T> forbidden,
        Function<Unavailable, T> unavailable,
        Function<Failed, T> failed) {
      return forbidden.get();
    }
  }

  /** The store cannot be used, or did not answer in time; asking again is safe. */
  record Unavailable(String cause) implements RevokeResult {
    @Override
    public <T> T fold(
        Function<Revoked, T> revoked,
        Supplier<T> forbidden,
        Function<Unavailable, T> unavailable,
        Function<Failed, T> failed) {
      return unavailable.apply(this);
    }
  }

  /** Something that must not happen did. */
  record Failed(String cause) implements RevokeResult {
    @Override
    public <T> T fold(
        Function<Revoked, T> revoked,
        Supplier<T> forbidden,
        Function<Unavailable, T> unavailable,
        Function<Failed, T> failed) {
      return failed.apply(this);
    }
  }
}
