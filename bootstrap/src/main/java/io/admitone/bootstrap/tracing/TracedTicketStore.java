package io.admitone.bootstrap.tracing;

import io.admitone.domain.identity.SessionId;
import io.admitone.domain.ticket.Grant;
import io.admitone.domain.ticket.IssueOutcome;
import io.admitone.domain.ticket.RedeemOutcome;
import io.admitone.domain.ticket.RevokeOutcome;
import io.admitone.domain.ticket.StoreCapabilities;
import io.admitone.domain.ticket.TicketKey;
import io.admitone.domain.ticket.TicketStore;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** A store, each call of which is a span. What it answers is what the store answers. */
final class TracedTicketStore implements TicketStore {
  private static final AttributeKey<String> STORE = AttributeKey.stringKey("admitone.store");

  private final TicketStore store;
  private final String name;
  private final Tracer tracer;

  TracedTicketStore(TicketStore store, String name, Tracer tracer) {
    this.store = store;
    this.name = name;
    this.tracer = tracer;
  }

  @Override
  public CompletionStage<IssueOutcome> issue(TicketKey key, Grant grant, Duration ttl) {
    return traced("store issue", () -> store.issue(key, grant, ttl));
  }

  @Override
  public CompletionStage<RedeemOutcome> redeem(TicketKey key) {
    return traced("store redeem", () -> store.redeem(key));
  }

  @Override
  public CompletionStage<RevokeOutcome> revoke(TicketKey key) {
    return traced("store revoke", () -> store.revoke(key));
  }

  @Override
  public CompletionStage<RevokeOutcome> revokeSession(SessionId session) {
    return traced("store revoke session", () -> store.revokeSession(session));
  }

  @Override
  public StoreCapabilities capabilities() {
    return store.capabilities();
  }

  @Override
  public void close() {
    store.close();
  }

  private <T> CompletionStage<T> traced(String call, Supplier<CompletionStage<T>> calling) {
    Span span =
        tracer.spanBuilder(call).setSpanKind(SpanKind.CLIENT).setAttribute(STORE, name).startSpan();
    try {
      return calling.get().whenComplete((outcome, failure) -> end(span, outcome));
    } catch (RuntimeException mistake) {
      span.setStatus(StatusCode.ERROR).end();
      throw mistake;
    }
  }

  /**
   * @param outcome null where the store broke its contract
   */
  private static void end(Span span, Object outcome) {
    if (outcome != null) {
      span.setAttribute(OperationSpan.OUTCOME, outcome.getClass().getSimpleName());
    }
    if (outcome == null || isTrouble(outcome)) {
      span.setStatus(StatusCode.ERROR);
    }
    span.end();
  }

  private static boolean isTrouble(Object outcome) {
    return outcome instanceof IssueOutcome.Unavailable
        || outcome instanceof IssueOutcome.Indeterminate
        || outcome instanceof RedeemOutcome.Unavailable
        || outcome instanceof RedeemOutcome.Indeterminate
        || outcome instanceof RevokeOutcome.Unavailable
        || outcome instanceof RevokeOutcome.Indeterminate;
  }
}
