package io.admitone.bootstrap.tracing;

import io.admitone.application.telemetry.Span;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.util.Locale;
import java.util.Optional;

/** An operation as a span of OpenTelemetry: a part of the caller's where it named one. */
final class OperationSpan implements Span {
  static final AttributeKey<String> OUTCOME = AttributeKey.stringKey("admitone.outcome");
  static final AttributeKey<String> TRACE_ID = AttributeKey.stringKey("admitone.trace_id");

  private final io.opentelemetry.api.trace.Span span;

  private OperationSpan(io.opentelemetry.api.trace.Span span) {
    this.span = span;
  }

  static Span begin(
      Tracer tracer,
      RootTraceIds rootIds,
      Operation operation,
      String traceId,
      Optional<String> traceparent) {
    return rootIds.with(
        traceId,
        () ->
            new OperationSpan(
                tracer
                    .spanBuilder(nameOf(operation))
                    .setSpanKind(SpanKind.SERVER)
                    .setParent(traceparent.map(OperationSpan::remote).orElseGet(Context::current))
                    .setAttribute(TRACE_ID, traceId)
                    .startSpan()));
  }

  @Override
  public Scope enter() {
    return span.makeCurrent()::close;
  }

  @Override
  public void end(String outcome, boolean failed) {
    span.setAttribute(OUTCOME, outcome);
    if (failed) {
      span.setStatus(StatusCode.ERROR);
    }
    span.end();
  }

  private static String nameOf(Operation operation) {
    return operation.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** The header is known to be valid: version, trace id, span id and flags, parted by dashes. */
  private static Context remote(String traceparent) {
    String[] parts = traceparent.split("-");
    SpanContext parent =
        SpanContext.createFromRemoteParent(
            parts[1], parts[2], TraceFlags.fromHex(parts[3], 0), TraceState.getDefault());
    return Context.root().with(io.opentelemetry.api.trace.Span.wrap(parent));
  }
}
