package io.admitone.application.telemetry;

/**
 * Told of what happened. Use cases and adapters report here and know neither log formats nor meter
 * names.
 *
 * <p>Called on hot paths and on event loops: an implementation returns at once, never throws and is
 * safe for use by many threads.
 */
@FunctionalInterface
public interface Telemetry {
  void record(TelemetryEvent event);
}
