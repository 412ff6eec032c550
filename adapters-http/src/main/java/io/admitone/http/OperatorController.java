package io.admitone.http;

import io.admitone.application.connection.OpenConnections;
import io.admitone.application.lifecycle.ServiceState;
import io.admitone.application.operator.RoomDirectory;
import io.admitone.domain.readiness.ReadinessProbe;
import io.admitone.domain.time.Clock;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What an operator sees of this process at a glance, and its rooms. For the role {@code admin}. */
@Controller(OperatorPaths.SOCKETS)
final class OperatorController {
  private final Callers callers;
  private final OpenConnections connections;
  private final RoomDirectory rooms;
  private final ServiceState service;
  private final ReadinessProbe store;
  private final Clock clock;
  private final HttpSettings settings;
  private final ErrorAnswers errors;

  OperatorController(
      Callers callers,
      OpenConnections connections,
      RoomDirectory rooms,
      ServiceState service,
      ReadinessProbe store,
      Clock clock,
      HttpSettings settings,
      ErrorAnswers errors) {
    this.callers = callers;
    this.connections = connections;
    this.rooms = rooms;
    this.service = service;
    this.store = store;
    this.clock = clock;
    this.settings = settings;
    this.errors = errors;
  }

  @Get("/status")
  CompletionStage<HttpResponse<?>> status(HttpRequest<?> request) {
    return callers.admin(request, caller -> done(status(Exchange.traceId(request))));
  }

  /** Off the event loops, for it looks at every room. */
  @Get("/rooms")
  @ExecuteOn(TaskExecutors.BLOCKING)
  CompletionStage<HttpResponse<?>> rooms(HttpRequest<?> request) {
    return callers.admin(
        request,
        caller ->
            done(
                PageRequest.of(request)
                    .<HttpResponse<?>>map(
                        page -> fresh(RoomsBody.of(rooms.rooms(), page, Exchange.traceId(request))))
                    .orElseGet(
                        () ->
                            errors.answer(
                                request, PageRequest.REFUSAL.of(caller.identity().session())))));
  }

  private HttpResponse<?> status(String traceId) {
    Instant now = clock.now();
    return fresh(
        new OperatorStatusBody(
            service.isDraining() ? "draining" : "serving",
            connections.count(),
            rooms.count(),
            new OperatorStatusBody.Store(
                store.dependency(), StoreWords.of(store.current().state())),
            settings.version(),
            Duration.between(settings.startedAt(), now).toSeconds(),
            now.toString(),
            traceId));
  }

  private static HttpResponse<?> fresh(Object body) {
    return HttpResponse.ok(body).header(HttpHeaders.CACHE_CONTROL, "no-store");
  }

  private static CompletionStage<HttpResponse<?>> done(HttpResponse<?> response) {
    return CompletableFuture.completedFuture(response);
  }
}
