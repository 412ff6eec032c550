package io.admitone.http;

import io.admitone.application.telemetry.TraceId;
import io.micronaut.http.HttpRequest;

/** How trace ids travel over HTTP. */
final class TraceHeaders {
  static final String TRACE_ID = "X-Trace-Id";
  static final String TRACEPARENT = "traceparent";

  private TraceHeaders() {}

  static String traceId(HttpRequest<?> request) {
    return TraceId.from(
        request.getHeaders().findFirst(TRACEPARENT), request.getHeaders().findFirst(TRACE_ID));
  }
}
