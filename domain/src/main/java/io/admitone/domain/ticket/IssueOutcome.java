package io.admitone.domain.ticket;

import java.util.function.Function;
import java.util.function.Supplier;

/** How {@link TicketStore#issue} ended. */
public sealed interface IssueOutcome {
  /** One answer for each outcome: a new outcome breaks every place that has to decide about it. */
  <T> T fold(
      Supplier<T> issued,
      Supplier<T> collision,
      Function<Unavailable, T> unavailable,
      Function<Indeterminate, T> indeterminate);

  /** The grant is kept and can be redeemed. */
  record Issued() implements IssueOutcome {
    @Override
    public <T> T fold(
        Supplier<T> issued,
        Supplier<T> collision,
        Function<Unavailable, T> unavailable,
        Function<Indeterminate, T> indeterminate) {
      return issued.get();
    }
  }

  /** The key is outstanding already; the grant that was there stays. */
  record Collision() implements IssueOutcome {
    @Override
    public <T> T fold(
        Supplier<T> issued,
        Supplier<T> collision,
        Function<Unavailable, T> unavailable,
        Function<Indeterminate, T> indeterminate) {
      return collision.get();
    }
  }

  /**
   * Nothing was stored.
   *
   * @param cause for operators, without addresses or secrets
   */
  record Unavailable(String cause) implements IssueOutcome {
    @Override
    public <T> T fold(
        Supplier<T> issued,
        Supplier<T> collision,
        Function<Unavailable, T> unavailable,
        Function<Indeterminate, T> indeterminate) {
      return unavailable.apply(this);
    }
  }

  /**
   * The grant may have been stored; nobody knows its ticket, so it ends by itself.
   *
   * @param cause for operators, without addresses or secrets
   */
  record Indeterminate(String cause) implements IssueOutcome {
    @Override
    public <T> T fold(
        Supplier<T> issued,
        Supplier<T> collision,
        Function<Unavailable, T> unavailable,
        Function<Indeterminate, T> indeterminate) {
      return indeterminate.apply(this);
    }
  }
}
