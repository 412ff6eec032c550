package io.admitone.http;

import io.admitone.domain.readiness.ReadinessProbe;
import io.admitone.domain.time.Clock;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Tells operators what the store has been through. */
@Controller(OperatorPaths.DEPENDENCIES)
final class DependenciesController {
  private final ReadinessProbe probe;
  private final Clock clock;
  private final Callers callers;
  private final HttpSettings settings;

  DependenciesController(
      ReadinessProbe probe, Clock clock, Callers callers, HttpSettings settings) {
    this.probe = probe;
    this.clock = clock;
    this.callers = callers;
    this.settings = settings;
  }

  @Get
  CompletionStage<HttpResponse<?>> dependencies(HttpRequest<?> request) {
    return settings.dependenciesNeedAdmin()
        ? callers.admin(request, caller -> done(details(request)))
        : done(details(request));
  }

  private HttpResponse<?> details(HttpRequest<?> request) {
    return HttpResponse.ok(
            DependenciesBody.of(probe, settings.storeUrl(), clock.now(), Exchange.traceId(request)))
        .header(HttpHeaders.CACHE_CONTROL, "no-store");
  }

  private static CompletionStage<HttpResponse<?>> done(HttpResponse<?> response) {
    return CompletableFuture.completedFuture(response);
  }
}
