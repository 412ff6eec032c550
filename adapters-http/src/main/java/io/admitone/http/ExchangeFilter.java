package io.admitone.http;

import io.admitone.application.telemetry.Telemetry;
import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;

/**
 * The first to see a request and the last to see its answer: gives it a trace id, sees to it that
 * no error leaves without a body, and reports how it ended.
 */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
final class ExchangeFilter implements Ordered {
  private final FrameworkErrors errors;
  private final CorsHeaders cors;
  private final Telemetry telemetry;

  ExchangeFilter(FrameworkErrors errors, CorsHeaders cors, Telemetry telemetry) {
    this.errors = errors;
    this.cors = cors;
    this.telemetry = telemetry;
  }

  @Override
  public int getOrder() {
    return Ordered.HIGHEST_PRECEDENCE;
  }

  @RequestFilter
  void begin(HttpRequest<?> request) {
    Exchange.begin(request);
  }

  @ResponseFilter
  void end(HttpRequest<?> request, MutableHttpResponse<?> response) {
    Exchange exchange = Exchange.find(request).orElseGet(() -> Exchange.begin(request));
    if (response.code() >= 400 && response.body() == null) {
      errors.fill(request, response);
    }
    response.getHeaders().set(TraceHeaders.TRACE_ID, exchange.traceId());
    cors.addTo(response, request);
    exchange.end(request, response.code(), telemetry);
  }
}
