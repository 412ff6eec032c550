package io.admitone.http;

import io.admitone.application.ticket.IssueRequest;
import io.admitone.application.ticket.IssueResult;
import io.admitone.application.ticket.IssueTicket;
import io.admitone.domain.identity.ClientId;
import io.admitone.domain.ticket.Bindings;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.json.tree.JsonNode;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Gives tickets to pages. Who asks comes first, then what is asked, then whether the store can be
 * used: a request without a token learns nothing of the store.
 */
@Controller("${admitone.http.base-path:/api/v1}")
final class TicketController {
  static final String PATH = "/auth/ws-ticket";

  private final Callers callers;
  private final JsonObjects json;
  private final IssueTicket tickets;
  private final Origins origins;
  private final ErrorAnswers errors;

  TicketController(
      Callers callers,
      JsonObjects json,
      IssueTicket tickets,
      Origins origins,
      ErrorAnswers errors) {
    this.callers = callers;
    this.json = json;
    this.tickets = tickets;
    this.origins = origins;
    this.errors = errors;
  }

  @Post(PATH)
  @Consumes(MediaType.ALL)
  CompletionStage<HttpResponse<?>> issue(HttpRequest<?> request) {
    return callers.identified(
        request,
        caller ->
            json.read(
                request,
                body -> issue(request, caller, body),
                refusal -> refused(request, caller, refusal)));
  }

  private CompletionStage<HttpResponse<?>> issue(
      HttpRequest<?> request, Caller caller, JsonNode body) {
    JsonNode name = body.get("clientId");
    boolean named = name != null && !name.isNull();
    Optional<ClientId> client =
        named && name.isString() ? ClientId.parse(name.getStringValue()) : Optional.empty();
    if (named && client.isEmpty()) {
      return refuse(
          request,
          caller,
          Refusal.of(ErrorCode.INVALID_REQUEST)
              .saying("clientId must be 1 to 128 of the characters A-Z a-z 0-9 . _ : -"));
    }
    String traceId = Exchange.traceId(request);
    Bindings bindings = new Bindings(client, origins.allowed(request));
    return tickets
        .issue(
            new IssueRequest(
                caller.identity(), bindings, traceId, TraceHeaders.traceparent(request)))
        .thenApply(result -> answer(request, caller, result, traceId));
  }

  private HttpResponse<?> answer(
      HttpRequest<?> request, Caller caller, IssueResult result, String traceId) {
    return result.fold(
        issued ->
            HttpResponse.ok(TicketBody.of(issued, traceId))
                .header(HttpHeaders.CACHE_CONTROL, "no-store"),
        limited ->
            refused(
                request,
                caller,
                Refusal.of(ErrorCode.RATE_LIMITED).retryAfter(limited.retryAfter())),
        unavailable ->
            refused(
                request,
                caller,
                Refusal.of(ErrorCode.WS_TICKET_REDIS_NOT_READY).because(unavailable.cause())),
        failed ->
            refused(
                request,
                caller,
                Refusal.of(ErrorCode.TICKET_GENERATION_FAILED).because(failed.cause())));
  }

  private HttpResponse<?> refused(HttpRequest<?> request, Caller caller, Refusal refusal) {
    return errors.answer(request, refusal.of(caller.identity().session()));
  }

  private CompletionStage<HttpResponse<?>> refuse(
      HttpRequest<?> request, Caller caller, Refusal refusal) {
    return CompletableFuture.completedFuture(refused(request, caller, refusal));
  }
}
