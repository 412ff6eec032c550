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

  /** Final: the key admits nobody, now or later. */
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

  /** The call certainly had no effect; the ticket is as it was. */
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

  /** The ticket may have been spent by this call, and nobody was admitted by it. */
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
    UNKNOWN,
    EXPIRED,
    SPENT,
    REVOKED,
    /** Issued by an earlier life of the store, and refused so that it cannot admit twice. */
    STALE,
    CORRUPT
  }
}
