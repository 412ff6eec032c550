package io.admitone.ws;

import io.admitone.application.telemetry.Telemetry;
import io.admitone.application.telemetry.TelemetryEvent;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Telemetry that remembers. */
final class RecordedEvents implements Telemetry {
  private final Queue<TelemetryEvent> events = new ConcurrentLinkedQueue<>();

  @Override
  public void record(TelemetryEvent event) {
    events.add(event);
  }

  <T extends TelemetryEvent> List<T> of(Class<T> type) {
    return events.stream().filter(type::isInstance).map(type::cast).toList();
  }

  /** The only event of its type, waited for. */
  <T extends TelemetryEvent> T only(Class<T> type) {
    Eventually.holds(() -> !of(type).isEmpty(), () -> "no " + type.getSimpleName());
    List<T> found = of(type);
    if (found.size() > 1) {
      throw new AssertionError("more than one: " + found);
    }
    return found.get(0);
  }

  void clear() {
    events.clear();
  }
}
