package io.admitone.application;

import io.admitone.application.telemetry.Telemetry;
import io.admitone.application.telemetry.TelemetryEvent;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what happened. */
public final class RecordedTelemetry implements Telemetry {
  public final List<TelemetryEvent> events = new CopyOnWriteArrayList<>();

  @Override
  public void record(TelemetryEvent event) {
    events.add(event);
  }

  /** The one event there is. */
  public <T extends TelemetryEvent> T only(Class<T> type) {
    if (events.size() != 1) {
      throw new AssertionError("one event was expected: " + events);
    }
    return type.cast(events.get(0));
  }
}
