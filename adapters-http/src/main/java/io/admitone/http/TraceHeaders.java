package io.admitone.http;

import io.admitone.application.telemetry.TraceId;
import io.micronaut.http.HttpRequest;
import java.util.Optional;

/** How trace ids travel over HTTP. */
final class TraceHeaders {
  static final String TRACE_ID = "X-Trace-Id";
  static final String TRACEPARENT = "traceparent";

  private TraceHeaders() {}

  /** The caller's span, where it named one properly. */
  static Optional<String> traceparent(HttpRequest<?> request) {
    return TraceId.validTraceparent(request.getHeaders().findFirst(TRACEPARENT));
  }

  static String traceId(HttpRequest<?> request) {
    return TraceId.from(
        request.getHeaders().findFirst(TRACEPARENT), request.getHeaders().findFirst(TRACE_ID));
  }
}
