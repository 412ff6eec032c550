package io.admitone.application.telemetry;

import java.util.Optional;

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

  /**
   * Follows an operation from here on, where somebody traces; by default nobody does.
   *
   * @param traceId of the request
   * @param traceparent the caller's own span, as a W3C header that is valid; empty where it named
   *     none
   */
  default Span begin(Span.Operation operation, String traceId, Optional<String> traceparent) {
    return Span.NONE;
  }
}
