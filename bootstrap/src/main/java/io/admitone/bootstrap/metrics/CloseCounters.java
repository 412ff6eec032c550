package io.admitone.bootstrap.metrics;

import io.admitone.application.connection.CloseCode;
import io.admitone.application.telemetry.TelemetryEvent.Closing;
import io.micrometer.core.instrument.Counter;
import java.util.HashMap;
import java.util.Map;

/** One counter for every way in which a socket can end; any other counts as {@code other}. */
final class CloseCounters {
  private final Map<Closing, Counter> counters = new HashMap<>();
  private final Counter other;

  CloseCounters(Meters meters) {
    for (CloseCode code : CloseCode.values()) {
      counters.computeIfAbsent(Closing.byServer(code), closing -> register(meters, closing));
      counters.computeIfAbsent(Closing.byClient(code.code()), closing -> register(meters, closing));
    }
    counters.computeIfAbsent(
        Closing.byClient(CloseCode.NO_STATUS), closing -> register(meters, closing));
    other = counter(meters, "other", "CLIENT");
    // A code from outside the list, which the event gives as 0.
    counters.put(Closing.byClient(0), other);
  }

  void count(Closing closing) {
    counters.getOrDefault(closing, other).increment();
  }

  private static Counter register(Meters meters, Closing closing) {
    return counter(meters, Integer.toString(closing.code()), word(closing.reason()));
  }

  private static Counter counter(Meters meters, String code, String reason) {
    return meters.counter(
        "ws_closes_total", "Sockets that ended, refused ones too", "code", code, "reason", reason);
  }

  /** An empty label is no label to Prometheus. */
  private static String word(String reason) {
    return reason.isEmpty() ? CloseCode.NORMAL.name() : reason;
  }
}
