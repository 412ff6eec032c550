package io.admitone.domain.ticket;

import java.util.function.Function;
import java.util.function.Supplier;

/** How {@link TicketStore#revoke} or {@link TicketStore#revokeSession} ended. */
public sealed interface RevokeOutcome {
  /** One answer for each outcome: a new outcome breaks every place that has to decide about it. */
  <T> T fold(
      Supplier<T> revoked,
      Supplier<T> nothingToRevoke,
      Function<Unavailable, T> unavailable,
      Function<Indeterminate, T> indeterminate);

  /**
   * What was outstanding no longer is. A store that keeps no list of a session may say so always.
   */
  record Revoked() implements RevokeOutcome {
    @Override
    public <T> T fold(
        Supplier<T> revoked,
        Supplier<T> nothingToRevoke,
        Function<Unavailable, T> unavailable,
        Function<Indeterminate, T> indeterminate) {
      return revoked.get();
    }
  }

  /** Nothing was outstanding. */
  record NothingToRevoke() implements RevokeOutcome {
    @Override
    public <T> T fold(
        Supplier<T> revoked,
        Supplier<T> nothingToRevoke,
        Function<Unavailable, T> unavailable,
        Function<Indeterminate, T> indeterminate) {
      return nothingToRevoke.get();
    }
  }

  /**
   * Certainly nothing was revoked.
   *
   * @param cause for operators, without addresses or secrets
   */
  record Unavailable(String cause) implements RevokeOutcome {
    @Override
    public <T> T fold(
        Supplier<T> revoked,
        Supplier<T> nothingToRevoke,
        Function<Unavailable, T> unavailable,
        Function<Indeterminate, T> indeterminate) {
      return unavailable.apply(this);
    }
  }

  /**
   * It may have been revoked; asking again is safe.
   *
   * @param cause for operators, without addresses or secrets
   */
  record Indeterminate(String cause) implements RevokeOutcome {
    @Override
    public <T> T fold(
        Supplier<T> revoked,
        Supplier<T> nothingToRevoke,
        Function<Unavailable, T> unavailable,
        Function<Indeterminate, T> indeterminate) {
      return indeterminate.apply(this);
    }
  }
}
