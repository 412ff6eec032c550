package io.admitone.http;

import io.admitone.application.operator.Broadcast;
import io.admitone.application.operator.BroadcastResult;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.json.tree.JsonNode;
import io.micronaut.serde.annotation.Serdeable;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Lets the role {@code admin} say one thing to a room, or to every socket of this process. */
@Controller(OperatorPaths.SOCKETS)
final class BroadcastController {
  private final Callers callers;
  private final JsonObjects json;
  private final Broadcast broadcast;
  private final ErrorAnswers errors;

  BroadcastController(Callers callers, JsonObjects json, Broadcast broadcast, ErrorAnswers errors) {
    this.callers = callers;
    this.json = json;
    this.broadcast = broadcast;
    this.errors = errors;
  }

  @Post("/broadcast")
  @Consumes(MediaType.ALL)
  CompletionStage<HttpResponse<?>> broadcast(HttpRequest<?> request) {
    return callers.admin(
        request,
        caller ->
            json.read(
                request,
                body -> broadcast(request, caller, body),
                refusal -> refused(request, caller, refusal)));
  }

  private CompletionStage<HttpResponse<?>> broadcast(
      HttpRequest<?> request, Caller caller, JsonNode body) {
    JsonNode data = body.get("data");
    JsonNode room = body.get("room");
    if (data == null) {
      return refuse(request, caller, "data is missing: any JSON value");
    }
    if (room != null && !room.isString()) {
      return refuse(request, caller, "room is a text; without one, everybody is told");
    }
    return broadcast
        .send(
            Optional.ofNullable(room).map(JsonNode::getStringValue),
            json.text(data),
            caller.identity(),
            Exchange.traceId(request))
        .thenApply(result -> answer(request, caller, result));
  }

  private HttpResponse<?> answer(HttpRequest<?> request, Caller caller, BroadcastResult result) {
    return result.fold(
        begun -> HttpResponse.accepted().body(new Body(begun.sockets(), Exchange.traceId(request))),
        () ->
            refused(
                request,
                caller,
                Refusal.of(ErrorCode.NOT_FOUND).saying("Nobody is in a room of that name")),
        unavailable ->
            refused(
                request,
                caller,
                Refusal.of(ErrorCode.WS_TICKET_REDIS_NOT_READY).because(unavailable.cause())));
  }

  private CompletionStage<HttpResponse<?>> refuse(
      HttpRequest<?> request, Caller caller, String what) {
    return CompletableFuture.completedFuture(
        refused(request, caller, Refusal.of(ErrorCode.INVALID_REQUEST).saying(what)));
  }

  private HttpResponse<?> refused(HttpRequest<?> request, Caller caller, Refusal refusal) {
    return errors.answer(request, refusal.of(caller.identity().session()));
  }

  /**
   * @param sockets of this process that are being told
   */
  @Serdeable
  record Body(int sockets, String traceId) {}
}
