package io.admitone.contract;

import io.admitone.domain.identity.SessionId;
import io.admitone.domain.ticket.Grant;
import io.admitone.domain.ticket.IssueOutcome;
import io.admitone.domain.ticket.RedeemOutcome;
import io.admitone.domain.ticket.RevokeOutcome;
import io.admitone.domain.ticket.TicketKey;
import io.admitone.domain.ticket.TicketStore;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Somebody who uses a store, and who neither hangs with it nor trusts it. */
final class Client {
  /** A busy machine's excuse: how much later than its bound a stage may be seen to complete. */
  static final Duration SLACK = Duration.ofSeconds(2);

  private static final Call.Manners MANNERS = new Call.Manners(TicketRule.PROMPT, TicketRule.VALUE);

  private final TicketStore store;
  private final Duration patience;
  private final boolean hasOwnThread;

  private Client(TicketStore store, boolean hasOwnThread) {
    this.store = store;
    this.patience = store.capabilities().completionBound().plus(SLACK);
    this.hasOwnThread = hasOwnThread;
  }

  static Client of(TicketStore store) {
    return new Client(store, false);
  }

  /** The same client for a thread that may be lost to the store. */
  Client onOwnThread() {
    return new Client(store, true);
  }

  TicketStore store() {
    return store;
  }

  Call<IssueOutcome> issue(TicketKey key, Grant grant, Duration ttl) {
    return call("issue", () -> store.issue(key, grant, ttl));
  }

  Call<RedeemOutcome> redeem(TicketKey key) {
    return call("redeem", () -> store.redeem(key));
  }

  Call<RevokeOutcome> revoke(TicketKey key) {
    return call("revoke", () -> store.revoke(key));
  }

  Call<RevokeOutcome> revokeSession(SessionId session) {
    return call("revokeSession", () -> store.revokeSession(session));
  }

  private <T> Call<T> call(String what, Supplier<CompletionStage<T>> body) {
    return hasOwnThread
        ? Call.here(MANNERS, what, patience, body)
        : Call.begin(MANNERS, what, patience, body);
  }
}
