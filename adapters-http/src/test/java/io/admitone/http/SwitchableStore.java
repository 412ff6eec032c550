package io.admitone.http;

import io.admitone.domain.identity.SessionId;
import io.admitone.domain.ticket.Grant;
import io.admitone.domain.ticket.IssueOutcome;
import io.admitone.domain.ticket.RedeemOutcome;
import io.admitone.domain.ticket.RevokeOutcome;
import io.admitone.domain.ticket.StoreCapabilities;
import io.admitone.domain.ticket.TicketKey;
import io.admitone.domain.ticket.TicketStore;
import io.admitone.memory.MemoryTicketStore;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/** The memory store, with faults at the flip of a switch; counts the calls it gets. */
final class SwitchableStore implements TicketStore {
  enum Fault {
    NONE,
    UNAVAILABLE,
    SILENT,
    THROWS
  }

  private final MemoryTicketStore store = new MemoryTicketStore(10_000);
  private final AtomicInteger calls = new AtomicInteger();
  volatile Fault fault = Fault.NONE;

  int calls() {
    return calls.get();
  }

  @Override
  public CompletionStage<IssueOutcome> issue(TicketKey key, Grant grant, Duration ttl) {
    calls.incrementAndGet();
    return switch (fault) {
      case NONE -> store.issue(key, grant, ttl);
      case UNAVAILABLE ->
          CompletableFuture.completedFuture(new IssueOutcome.Unavailable("refused by the test"));
      case SILENT -> new CompletableFuture<>();
      case THROWS -> throw new IllegalStateException("thrown by the test");
    };
  }

  @Override
  public CompletionStage<RedeemOutcome> redeem(TicketKey key) {
    return store.redeem(key);
  }

  @Override
  public CompletionStage<RevokeOutcome> revoke(TicketKey key) {
    return store.revoke(key);
  }

  @Override
  public CompletionStage<RevokeOutcome> revokeSession(SessionId session) {
    calls.incrementAndGet();
    return switch (fault) {
      case NONE -> store.revokeSession(session);
      case UNAVAILABLE ->
          CompletableFuture.completedFuture(new RevokeOutcome.Unavailable("refused by the test"));
      case SILENT -> new CompletableFuture<>();
      case THROWS -> throw new IllegalStateException("thrown by the test");
    };
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
