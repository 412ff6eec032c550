package io.admitone.application.telemetry;

/**
 * Told of what happened. Use cases and adapters report here and know neither log formats nor meter
 * names.
 *
 * <p>Called on hot paths and on event loops: an implementation returns at once, never throws and is
 * safe for use by many threads. Callers rely on that and guard no call; whoever hands one event to
 * several others guards each of them.
 */
@FunctionalInterface
public interface Telemetry {
  /** Takes note of an event. */
  void record(TelemetryEvent event);
}
