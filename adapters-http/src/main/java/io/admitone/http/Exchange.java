package io.admitone.http;

import io.admitone.application.telemetry.Telemetry;
import io.admitone.application.telemetry.TelemetryEvent.RequestEnded;
import io.admitone.application.telemetry.TraceId;
import io.micronaut.http.BasicHttpAttributes;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import java.time.Duration;
import java.util.Optional;

/**
 * One request from its arrival to its answer: the trace id that goes with it, and what was reported
 * of it. Belongs to one request, whose steps follow one another.
 */
final class Exchange {
  private static final String ATTRIBUTE = "admitone.exchange";
  private static final String OTHER = "other";

  private final String traceId;
  private final long startedAt = System.nanoTime();
  private boolean refused;

  private Exchange(String traceId) {
    this.traceId = traceId;
  }

  static Exchange begin(HttpRequest<?> request) {
    Exchange exchange = new Exchange(TraceHeaders.traceId(request));
    request.setAttribute(ATTRIBUTE, exchange);
    return exchange;
  }

  static Optional<Exchange> find(HttpRequest<?> request) {
    return request.getAttribute(ATTRIBUTE, Exchange.class);
  }

  /** The trace id of a request on its way through a controller. */
  static String traceId(HttpRequest<?> request) {
    return find(request).map(Exchange::traceId).orElseGet(TraceId::random);
  }

  String traceId() {
    return traceId;
  }

  /** Reports the refusal, once: an error while an error is written is still one refused request. */
  void refuse(Refusal refusal, Telemetry telemetry) {
    if (!refused) {
      refused = true;
      telemetry.record(refusal.event(traceId));
    }
  }

  void end(HttpRequest<?> request, int status, Telemetry telemetry) {
    Duration took = Duration.ofNanos(System.nanoTime() - startedAt);
    telemetry.record(new RequestEnded(method(request), route(request), status, took, traceId));
  }

  /** Of a closed list, for it becomes a label of a meter. */
  private static String method(HttpRequest<?> request) {
    return request.getMethod() == HttpMethod.CUSTOM ? OTHER : request.getMethod().name();
  }

  private static String route(HttpRequest<?> request) {
    return BasicHttpAttributes.getUriTemplate(request).orElse(OTHER);
  }
}
