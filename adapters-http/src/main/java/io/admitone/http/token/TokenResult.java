package io.admitone.http.token;

import io.admitone.domain.identity.Identity;
import java.util.function.Function;
import java.util.function.Supplier;

/** What became of a token that somebody presented. */
public sealed interface TokenResult {
  /** One answer for each outcome: a new outcome breaks every place that has to decide about it. */
  <T> T fold(
      Function<Verified, T> verified,
      Supplier<T> expired,
      Supplier<T> missingSession,
      Function<Invalid, T> invalid,
      Function<KeysUnavailable, T> keysUnavailable);

  /** It is genuine and in force. */
  record Verified(Identity identity) implements TokenResult {
    @Override
    public <T> T fold(
        Function<Verified, T> verified,
        Supplier<T> expired,
        Supplier<T> missingSession,
        Function<Invalid, T> invalid,
        Function<KeysUnavailable, T> keysUnavailable) {
      return verified.apply(this);
    }
  }

  /** It was genuine and its time is over. */
  record Expired() implements TokenResult {
    @Override
    public <T> T fold(
        Function<Verified, T> verified,
        Supplier<T> expired,
        Supplier<T> missingSession,
        Function<Invalid, T> invalid,
        Function<KeysUnavailable, T> keysUnavailable) {
      return expired.get();
    }
  }

  /** It is genuine and in force, and belongs to no session. */
  record MissingSession() implements TokenResult {
    @Override
    public <T> T fold(
        Function<Verified, T> verified,
        Supplier<T> expired,
        Supplier<T> missingSession,
        Function<Invalid, T> invalid,
        Function<KeysUnavailable, T> keysUnavailable) {
      return missingSession.get();
    }
  }

  /**
   * It proves nothing.
   *
   * @param cause for operators; holds nothing of the token
   */
  record Invalid(String cause) implements TokenResult {
    @Override
    public <T> T fold(
        Function<Verified, T> verified,
        Supplier<T> expired,
        Supplier<T> missingSession,
        Function<Invalid, T> invalid,
        Function<KeysUnavailable, T> keysUnavailable) {
      return invalid.apply(this);
    }
  }

  /**
   * Nobody can say: the key it asks for could not be had. Never to be taken for a bad token, or an
   * outage of the identity provider signs everybody out.
   *
   * @param cause for operators; without addresses
   */
  record KeysUnavailable(String cause) implements TokenResult {
    @Override
    public <T> T fold(
        Function<Verified, T> verified,
        Supplier<T> expired,
        Supplier<T> missingSession,
        Function<Invalid, T> invalid,
        Function<KeysUnavailable, T> keysUnavailable) {
      return keysUnavailable.apply(this);
    }
  }
}
