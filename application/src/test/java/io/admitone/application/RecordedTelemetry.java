package io.admitone.application;

import io.admitone.application.telemetry.Span;
import io.admitone.application.telemetry.Telemetry;
import io.admitone.application.telemetry.TelemetryEvent;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what happened. */
public final class RecordedTelemetry implements Telemetry {
  public final List<TelemetryEvent> events = new CopyOnWriteArrayList<>();

  /** What was traced, step by step. */
  public final List<String> spans = new CopyOnWriteArrayList<>();

  @Override
  public void record(TelemetryEvent event) {
    events.add(event);
  }

  @Override
  public Span begin(Span.Operation operation, String traceId, Optional<String> traceparent) {
    spans.add("begin " + operation + " " + traceId + " " + traceparent.orElse("-"));
    return new Span() {
      @Override
      public Scope enter() {
        spans.add("enter");
        return () -> spans.add("leave");
      }

      @Override
      public void end(String outcome, boolean failed) {
        spans.add("end " + outcome + (failed ? " failed" : ""));
      }
    };
  }

  /** The one event there is. */
  public <T extends TelemetryEvent> T only(Class<T> type) {
    if (events.size() != 1) {
      throw new AssertionError("one event was expected: " + events);
    }
    return type.cast(events.get(0));
  }
}
