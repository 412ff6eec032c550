package io.admitone.http;

import io.admitone.application.telemetry.Telemetry;
import io.admitone.application.telemetry.TelemetryEvent;
import io.admitone.application.telemetry.TelemetryEvent.RequestEnded;
import io.admitone.application.telemetry.TelemetryEvent.RequestRefused;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;

/** Keeps every event. */
final class RecordedTelemetry implements Telemetry {
  private final ConcurrentLinkedQueue<TelemetryEvent> events = new ConcurrentLinkedQueue<>();

  @Override
  public void record(TelemetryEvent event) {
    events.add(event);
  }

  List<TelemetryEvent> all() {
    return List.copyOf(events);
  }

  <T extends TelemetryEvent> List<T> of(Class<T> type) {
    return events.stream().filter(type::isInstance).map(type::cast).toList();
  }

  List<RequestRefused> refusals(String traceId) {
    return events.stream()
        .filter(RequestRefused.class::isInstance)
        .map(RequestRefused.class::cast)
        .filter(refused -> refused.traceId().equals(traceId))
        .toList();
  }

  /**
   * An answer is reported just before it is sent, so that a client that has it finds the report.
   */
  List<RequestEnded> ends(Predicate<RequestEnded> which) {
    return events.stream()
        .filter(RequestEnded.class::isInstance)
        .map(RequestEnded.class::cast)
        .filter(which)
        .toList();
  }

  void forget() {
    events.clear();
  }
}
