package io.admitone.domain.ticket;

import java.util.function.Function;

/** How {@link TicketStore#redeem} ended. */
public sealed interface RedeemOutcome {
  /** One answer for each outcome: a new outcome breaks every place that has to decide about it. */
  <T> T fold(
      Function<Redeemed, T> redeemed,
      Function<NotRedeemable, T> notRedeemable,
      Function<Unavailable, T> unavailable,
      Function<Indeterminate, T> indeterminate);

  /** This call, and no other ever, got the grant. */
  record Redeemed(Grant grant) implements RedeemOutcome {
    @Override
    public <T> T fold(
        Function<Redeemed, T> redeemed,
        Function<NotRedeemable, T> notRedeemable,
        Function<Unavailable, T> unavailable,
        Function<Indeterminate, T> indeterminate) {
      return redeemed.apply(this);
    }
  }

  /**
   * Final: the key admits nobody, now or later.
   *
   * @param reason for logs and meters; the answer on the wire does not depend on it, but for expiry
   */
  record NotRedeemable(Reason reason) implements RedeemOutcome {
    @Override
    public <T> T fold(
        Function<Redeemed, T> redeemed,
        Function<NotRedeemable, T> notRedeemable,
        Function<Unavailable, T> unavailable,
        Function<Indeterminate, T> indeterminate) {
      return notRedeemable.apply(this);
    }
  }

  /**
   * The call certainly had no effect; the ticket is as it was.
   *
   * @param cause for operators, without addresses or secrets
   */
  record Unavailable(String cause) implements RedeemOutcome {
    @Override
    public <T> T fold(
        Function<Redeemed, T> redeemed,
        Function<NotRedeemable, T> notRedeemable,
        Function<Unavailable, T> unavailable,
        Function<Indeterminate, T> indeterminate) {
      return unavailable.apply(this);
    }
  }

  /**
   * The ticket may have been spent by this call, and nobody was admitted by it.
   *
   * @param cause for operators, without addresses or secrets
   */
  record Indeterminate(String cause) implements RedeemOutcome {
    @Override
    public <T> T fold(
        Function<Redeemed, T> redeemed,
        Function<NotRedeemable, T> notRedeemable,
        Function<Unavailable, T> unavailable,
        Function<Indeterminate, T> indeterminate) {
      return indeterminate.apply(this);
    }
  }

  /**
   * Why a key is not redeemable. A store may always say {@link #UNKNOWN}; what it knows more is for
   * logs and meters.
   */
  enum Reason {
    /** Never issued, or gone in a way that left no trace. */
    UNKNOWN,
    /** Its ttl is over. */
    EXPIRED,
    /** Presented before. */
    SPENT,
    /** Ended before its time. */
    REVOKED,
    /** Issued by an earlier life of the store, and refused so that it cannot admit twice. */
    STALE,
    /** What was kept under the key cannot be read. */
    CORRUPT
  }
}
