package io.admitone.http;

import io.admitone.domain.readiness.Readiness;
import io.admitone.domain.readiness.ReadinessProbe;
import io.micronaut.core.annotation.AnnotationMetadata;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.web.router.RouteAttributes;
import java.time.Duration;

/**
 * Stands before the routes that are marked with {@link RequiresStore} or {@link StoreAware}. A
 * route without a mark costs a look at its annotations; one with a mark, a volatile read besides.
 */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
final class StoreGuard implements Ordered {
  private final ReadinessProbe probe;
  private final ErrorAnswers errors;

  StoreGuard(ReadinessProbe probe, ErrorAnswers errors) {
    this.probe = probe;
    this.errors = errors;
  }

  /** After {@link OriginFilter}: a foreign page learns nothing of the store. */
  @Override
  public int getOrder() {
    return Ordered.HIGHEST_PRECEDENCE + 2;
  }

  @RequestFilter
  @Nullable
  HttpResponse<?> check(HttpRequest<?> request) {
    return RouteAttributes.getRouteMatch(request)
        .map(route -> check(request, route.getAnnotationMetadata()))
        .orElse(null);
  }

  @Nullable
  private HttpResponse<?> check(HttpRequest<?> request, AnnotationMetadata marks) {
    boolean isNeeded = marks.hasAnnotation(RequiresStore.class);
    if (!isNeeded && !marks.hasAnnotation(StoreAware.class)) {
      return null;
    }
    Readiness store = probe.current();
    request.setAttribute(StoreAware.READINESS, store);
    if (store.isReady()) {
      return null;
    }
    probe.demand();
    return isNeeded ? refuse(request, store, retryAfter(marks)) : null;
  }

  private static Duration retryAfter(AnnotationMetadata marks) {
    return Duration.ofSeconds(
        marks
            .intValue(RequiresStore.class, "retryAfterSeconds")
            .orElse(RequiresStore.USUAL_RETRY_AFTER_SECONDS));
  }

  private HttpResponse<?> refuse(HttpRequest<?> request, Readiness store, Duration retryAfter) {
    Refusal refusal =
        Refusal.of(ErrorCode.STORE_NOT_READY)
            .because(store.lastError().orElse("the store is not ready"))
            .retryAfter(retryAfter);
    return errors.answer(
        request, refusal, traceId -> StoreNotReadyBody.of(refusal, store, traceId));
  }
}
