package io.admitone.application.session;

import java.util.function.Function;
import java.util.function.Supplier;

/** The answer to somebody who wants to end a session. */
public sealed interface RevokeResult {
  /** One answer for each result: a new result breaks every place that has to decide about it. */
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

  /**
   * The store cannot be used, or did not answer in time; asking again is safe.
   *
   * @param cause for operators; holds no secret
   */
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

  /**
   * Something that must not happen did. Tickets or sockets may have ended.
   *
   * @param cause for operators; holds no secret
   */
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
