package io.admitone.bootstrap.metrics;

import io.admitone.application.telemetry.TelemetryEvent.RequestEnded;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A timer for each kind of HTTP request, made when the first of its kind has ended. */
final class RequestTimers {
  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

  private final Meters meters;
  private final Map<Kind, Timer> timers = new ConcurrentHashMap<>();

  RequestTimers(Meters meters) {
    this.meters = meters;
  }

  void record(RequestEnded request) {
    Kind kind = new Kind(knownMethod(request.method()), request.status(), request.route());
    Timer timer = timers.get(kind);
    (timer == null ? timers.computeIfAbsent(kind, this::register) : timer).record(request.took());
  }

  /** Anybody may invent a method, and with it a series. */
  private static String knownMethod(String method) {
    return METHODS.contains(method) ? method : "OTHER";
  }

  private Timer register(Kind kind) {
    return meters.timer(
        "http_server_requests_seconds",
        "HTTP requests that were answered",
        Tags.of(
            "method", kind.method,
            "status", Integer.toString(kind.status),
            "uri", kind.route));
  }

  private record Kind(String method, int status, String route) {}
}
