package io.admitone.ws;

import io.admitone.domain.identity.SessionId;
import io.admitone.domain.ticket.Grant;
import io.admitone.domain.ticket.IssueOutcome;
import io.admitone.domain.ticket.RedeemOutcome;
import io.admitone.domain.ticket.RevokeOutcome;
import io.admitone.domain.ticket.StoreCapabilities;
import io.admitone.domain.ticket.TicketKey;
import io.admitone.domain.ticket.TicketStore;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A store that answers redemptions on a thread of its own, and only when its gate is open. */
class GatedStore implements TicketStore {
  private final TicketStore store;
  private volatile CompletableFuture<Void> gate = new CompletableFuture<>();
  private volatile CompletableFuture<Void> asked = new CompletableFuture<>();

  GatedStore(TicketStore store) {
    this.store = store;
  }

  void shut() {
    gate = new CompletableFuture<>();
    asked = new CompletableFuture<>();
  }

  void open() {
    gate.complete(null);
  }

  void awaitRedemption() {
    asked.join();
  }

  @Override
  public CompletionStage<RedeemOutcome> redeem(TicketKey key) {
    CompletableFuture<Void> passed = gate;
    asked.complete(null);
    return passed.thenComposeAsync(open -> store.redeem(key), task -> new Thread(task).start());
  }

  @Override
  public CompletionStage<IssueOutcome> issue(TicketKey key, Grant grant, Duration ttl) {
    return store.issue(key, grant, ttl);
  }

  @Override
  public CompletionStage<RevokeOutcome> revoke(TicketKey key) {
    return store.revoke(key);
  }

  @Override
  public CompletionStage<RevokeOutcome> revokeSession(SessionId session) {
    return store.revokeSession(session);
  }

  @Override
  public StoreCapabilities capabilities() {
    return store.capabilities();
  }

  @Override
  public void close() {
    store.close();
  }
}
