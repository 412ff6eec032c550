package io.admitone.http;

import io.admitone.application.connection.AllowedOrigins;
import io.admitone.domain.identity.Origin;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/**
 * Reads the web origin of a request. Several {@code Origin} headers are as bad as a foreign one.
 */
@Singleton
final class Origins {
  private final AllowedOrigins allowed;

  Origins(AllowedOrigins allowed) {
    this.allowed = allowed;
  }

  boolean isForeign(HttpRequest<?> request) {
    return !given(request).isEmpty() && allowed(request).isEmpty();
  }

  /** The origin, where there is exactly one and it is welcome. */
  Optional<Origin> allowed(HttpRequest<?> request) {
    List<String> given = given(request);
    return given.size() == 1 ? parse(given.get(0)).filter(allowed::allows) : Optional.empty();
  }

  private static List<String> given(HttpRequest<?> request) {
    return request.getHeaders().getAll(HttpHeaders.ORIGIN);
  }

  private static Optional<Origin> parse(String text) {
    boolean legal = !text.isBlank() && text.length() <= Origin.MAX_LENGTH;
    return legal ? Optional.of(new Origin(text)) : Optional.empty();
  }
}
