package io.admitone.http;

import io.micronaut.core.annotation.Nullable;
import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import java.util.Set;

/**
 * Keeps foreign pages out: a request with an {@code Origin} that is not allowed is refused whatever
 * its path, except the paths that operators' machines ask. Those act for nobody, and a foreign page
 * could not read their answers anyway.
 */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
final class OriginFilter implements Ordered {
  private final ErrorAnswers errors;
  private final Origins origins;
  private final Set<String> open;

  OriginFilter(ErrorAnswers errors, Origins origins, HttpSettings settings) {
    this.errors = errors;
    this.origins = origins;
    this.open = OperatorPaths.all(settings.basePath());
  }

  /** After {@link ExchangeFilter}, so that a refusal has a trace id. */
  @Override
  public int getOrder() {
    return Ordered.HIGHEST_PRECEDENCE + 1;
  }

  @RequestFilter
  @Nullable
  HttpResponse<?> check(HttpRequest<?> request) {
    if (open.contains(request.getPath())) {
      return null;
    }
    if (origins.isForeign(request)) {
      return errors.answer(request, Refusal.of(ErrorCode.ORIGIN_NOT_ALLOWED));
    }
    return CorsHeaders.isPreflight(request) ? HttpResponse.noContent() : null;
  }
}
