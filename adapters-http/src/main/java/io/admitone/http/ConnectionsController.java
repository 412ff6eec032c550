package io.admitone.http;

import io.admitone.application.connection.ConnectionId;
import io.admitone.application.connection.OpenConnections;
import io.admitone.application.operator.EndConnection;
import io.admitone.application.operator.ListConnections;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The open sockets of this process, for the role {@code admin}: who they are and how many messages
 * went, never what was in them.
 */
@Controller(OperatorPaths.SOCKETS + "/connections")
final class ConnectionsController {
  private final Callers callers;
  private final ListConnections list;
  private final EndConnection end;
  private final OpenConnections open;
  private final ErrorAnswers errors;

  ConnectionsController(
      Callers callers,
      ListConnections list,
      EndConnection end,
      OpenConnections open,
      ErrorAnswers errors) {
    this.callers = callers;
    this.list = list;
    this.end = end;
    this.open = open;
    this.errors = errors;
  }

  /** Off the event loops, for it looks at every socket. */
  @Get
  @ExecuteOn(TaskExecutors.BLOCKING)
  CompletionStage<HttpResponse<?>> list(HttpRequest<?> request) {
    return callers.admin(
        request,
        caller ->
            done(
                PageRequest.of(request)
                    .<HttpResponse<?>>map(page -> page(request, page))
                    .orElseGet(() -> refused(request, caller, PageRequest.REFUSAL))));
  }

  @Delete("/{connectionId}")
  @Consumes(MediaType.ALL)
  CompletionStage<HttpResponse<?>> end(HttpRequest<?> request, @PathVariable String connectionId) {
    return callers.admin(request, caller -> done(end(request, caller, connectionId)));
  }

  private HttpResponse<?> page(HttpRequest<?> request, PageRequest page) {
    ListConnections.Query query =
        new ListConnections.Query(
            parameter(request, "user"),
            parameter(request, "session"),
            parameter(request, "client"),
            page.after().map(ConnectionId::new),
            page.limit());
    return HttpResponse.ok(
            ConnectionsBody.of(list.list(query), open.count(), Exchange.traceId(request)))
        .header(HttpHeaders.CACHE_CONTROL, "no-store");
  }

  private HttpResponse<?> end(HttpRequest<?> request, Caller caller, String connectionId) {
    boolean ended =
        end.end(
            new ConnectionId(connectionId), caller.identity().session(), Exchange.traceId(request));
    return ended
        ? HttpResponse.noContent()
        : refused(
            request,
            caller,
            Refusal.of(ErrorCode.NOT_FOUND).saying("This process has no such connection"));
  }

  private static Optional<String> parameter(HttpRequest<?> request, String name) {
    return request.getParameters().getFirst(name);
  }

  private HttpResponse<?> refused(HttpRequest<?> request, Caller caller, Refusal refusal) {
    return errors.answer(request, refusal.of(caller.identity().session()));
  }

  private static CompletionStage<HttpResponse<?>> done(HttpResponse<?> response) {
    return CompletableFuture.completedFuture(response);
  }
}
