package io.admitone.http;

import io.admitone.domain.time.Clock;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Tells callers whom they are taken for. */
@Controller("${admitone.http.base-path:/api/v1}/auth/whoami")
final class WhoAmIController {
  private final Callers callers;
  private final Clock clock;

  WhoAmIController(Callers callers, Clock clock) {
    this.callers = callers;
    this.clock = clock;
  }

  @Get
  CompletionStage<HttpResponse<?>> whoAmI(HttpRequest<?> request) {
    return callers.identified(
        request,
        caller ->
            CompletableFuture.completedFuture(
                HttpResponse.ok(WhoAmIBody.of(caller, clock.now(), Exchange.traceId(request)))
                    .header(HttpHeaders.CACHE_CONTROL, "no-store")));
  }
}
