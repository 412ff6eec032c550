package io.admitone.application;

import io.admitone.domain.identity.SessionId;
import io.admitone.domain.ticket.Grant;
import io.admitone.domain.ticket.IssueOutcome;
import io.admitone.domain.ticket.RedeemOutcome;
import io.admitone.domain.ticket.RevokeOutcome;
import io.admitone.domain.ticket.StoreCapabilities;
import io.admitone.domain.ticket.TicketKey;
import io.admitone.domain.ticket.TicketStore;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Answers as a test has told it to, one answer a call, and notes what it was asked. */
public final class ScriptedStore implements TicketStore {
  public record Issue(TicketKey key, Grant grant, Duration ttl) {}

  public final List<Issue> issues = new ArrayList<>();
  public final List<TicketKey> redemptions = new ArrayList<>();
  public final List<SessionId> revocations = new ArrayList<>();
  private final Deque<Supplier<CompletionStage<?>>> answers = new ArrayDeque<>();

  /** The next call ends so, at once. */
  public ScriptedStore answers(Object outcome) {
    return answersWith(() -> CompletableFuture.completedFuture(outcome));
  }

  /** The next call does this. */
  public ScriptedStore answersWith(Supplier<CompletionStage<?>> answer) {
    answers.add(answer);
    return this;
  }

  /** The next call ends when, and how, the test completes the future. */
  public <T> CompletableFuture<T> answersLater() {
    CompletableFuture<T> later = new CompletableFuture<>();
    answersWith(() -> later);
    return later;
  }

  @Override
  public CompletionStage<IssueOutcome> issue(TicketKey key, Grant grant, Duration ttl) {
    issues.add(new Issue(key, grant, ttl));
    return next();
  }

  @Override
  public CompletionStage<RedeemOutcome> redeem(TicketKey key) {
    redemptions.add(key);
    return next();
  }

  @Override
  public CompletionStage<RevokeOutcome> revoke(TicketKey key) {
    throw new UnsupportedOperationException("no use case revokes a single ticket");
  }

  @Override
  public CompletionStage<RevokeOutcome> revokeSession(SessionId session) {
    revocations.add(session);
    return next();
  }

  @Override
  public StoreCapabilities capabilities() {
    throw new UnsupportedOperationException("no use case asks");
  }

  @Override
  public void close() {}

  public int calls() {
    return issues.size() + redemptions.size() + revocations.size();
  }

  @SuppressWarnings("unchecked")
  private <T> CompletionStage<T> next() {
    return (CompletionStage<T>) answers.remove().get();
  }
}
