package io.admitone.http;

import io.admitone.domain.identity.Origin;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MutableHttpResponse;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * Lets pages of allowed origins read the answers, and send what they need (the Fetch standard,
 * section 3.2). Credentials are allowed only where sessions live in a cookie.
 *
 * <p>The framework's own filter knows fixed lists and regular expressions of its own; with it there
 * would be two rules of what an allowed origin is.
 */
@Singleton
final class CorsHeaders {
  private static final String PREFLIGHT_SECONDS = "600";
  private static final String METHODS = "GET, POST, DELETE";
  private static final String REQUEST_HEADERS =
      String.join(
          ", ",
          List.of(
              HttpHeaders.AUTHORIZATION,
              HttpHeaders.CONTENT_TYPE,
              TraceHeaders.TRACE_ID,
              TraceHeaders.TRACEPARENT));
  private static final String RESPONSE_HEADERS =
      String.join(", ", List.of(TraceHeaders.TRACE_ID, HttpHeaders.RETRY_AFTER));

  private final Origins origins;
  private final boolean credentials;

  CorsHeaders(Origins origins, HttpSettings settings) {
    this.origins = origins;
    this.credentials = settings.sessionCookie().isPresent();
  }

  static boolean isPreflight(HttpRequest<?> request) {
    return request.getMethod() == HttpMethod.OPTIONS
        && request.getHeaders().contains(HttpHeaders.ORIGIN)
        && request.getHeaders().contains(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD);
  }

  void addTo(MutableHttpResponse<?> response, HttpRequest<?> request) {
    response.getHeaders().add(HttpHeaders.VARY, HttpHeaders.ORIGIN);
    origins.allowed(request).ifPresent(origin -> allow(origin, response, request));
  }

  private void allow(Origin origin, MutableHttpResponse<?> response, HttpRequest<?> request) {
    response.header(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, origin.value());
    if (credentials) {
      response.header(HttpHeaders.ACCESS_CONTROL_ALLOW_CREDENTIALS, "true");
    }
    if (isPreflight(request)) {
      response
          .header(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, METHODS)
          .header(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, REQUEST_HEADERS)
          .header(HttpHeaders.ACCESS_CONTROL_MAX_AGE, PREFLIGHT_SECONDS);
    } else {
      response.header(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, RESPONSE_HEADERS);
    }
  }
}
