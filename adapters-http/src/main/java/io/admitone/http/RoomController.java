package io.admitone.http;

import io.admitone.application.lifecycle.ServiceState;
import io.admitone.application.rooms.Door;
import io.admitone.application.rooms.PollResult;
import io.admitone.application.rooms.PollRoom;
import io.admitone.application.rooms.PublishMessage;
import io.admitone.application.rooms.PublishResult;
import io.admitone.application.rooms.RoomRefusal;
import io.admitone.application.rooms.Visitor;
import io.admitone.domain.room.MessageId;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.json.tree.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Rooms for back ends, and for pages that cannot have a socket: the same messages, positions and
 * rights as there. Nobody who waits for a message holds a thread.
 */
@Controller("${admitone.http.base-path:/api/v1}/rooms/{room}/messages")
final class RoomController {
  private static final String NO_DATA = "data is missing: any JSON value";
  private static final String NO_MESSAGE_ID =
      "messageId must be 1 to 128 of the characters A-Z a-z 0-9 . _ : -";

  private final Callers callers;
  private final JsonObjects json;
  private final PublishMessage messages;
  private final PollRoom polls;
  private final ServiceState state;
  private final ErrorAnswers errors;

  RoomController(
      Callers callers,
      JsonObjects json,
      PublishMessage messages,
      PollRoom polls,
      ServiceState state,
      ErrorAnswers errors) {
    this.callers = callers;
    this.json = json;
    this.messages = messages;
    this.polls = polls;
    this.state = state;
    this.errors = errors;
  }

  @Post
  @Consumes(MediaType.ALL)
  CompletionStage<HttpResponse<?>> publish(HttpRequest<?> request, @PathVariable String room) {
    return callers.identified(
        request,
        caller ->
            json.readSource(
                request,
                HttpServerDefaults.MAX_MESSAGE_BODY_BYTES,
                body -> publish(request, caller, room, body),
                refusal -> refused(request, caller, refusal)));
  }

  private CompletionStage<HttpResponse<?>> publish(
      HttpRequest<?> request, Caller caller, String room, JsonSource body) {
    Optional<String> data = body.valueOf("data");
    if (data.isEmpty()) {
      return refuse(request, caller, NO_DATA);
    }
    Optional<JsonNode> given =
        Optional.ofNullable(body.object().get("messageId")).filter(id -> !id.isNull());
    Optional<MessageId> id =
        given.filter(JsonNode::isString).map(JsonNode::getStringValue).flatMap(MessageId::parse);
    if (given.isPresent() && id.isEmpty()) {
      return refuse(request, caller, NO_MESSAGE_ID);
    }
    return messages
        .publish(visitor(caller), room, data.get().getBytes(StandardCharsets.UTF_8), id)
        .thenApply(result -> answer(request, caller, result));
  }

  private HttpResponse<?> answer(HttpRequest<?> request, Caller caller, PublishResult result) {
    return result.fold(
        stored ->
            HttpResponse.accepted()
                .body(PublishedBody.of(stored, Exchange.traceId(request)))
                .header(HttpHeaders.CACHE_CONTROL, "no-store"),
        refused -> refused(request, caller, of(refused.why())));
  }

  @Get
  CompletionStage<HttpResponse<?>> poll(HttpRequest<?> request, @PathVariable String room) {
    return callers.identified(
        request,
        caller ->
            PollRequest.of(request)
                .fold(
                    asked -> poll(request, caller, room, asked),
                    fault -> refuse(request, caller, fault)));
  }

  private CompletionStage<HttpResponse<?>> poll(
      HttpRequest<?> request, Caller caller, String room, PollRequest.Asked asked) {
    // Whoever waited on a process that leaves would be cut off.
    Duration wait = state.isDraining() ? Duration.ZERO : asked.patience();
    return polls
        .poll(visitor(caller), room, asked.since(), wait, asked.limit())
        .thenApply(result -> answer(request, caller, result));
  }

  private HttpResponse<?> answer(HttpRequest<?> request, Caller caller, PollResult result) {
    return result.fold(
        news ->
            HttpResponse.ok(RoomMessagesBody.of(news, Exchange.traceId(request)))
                .contentType(MediaType.APPLICATION_JSON_TYPE)
                .header(HttpHeaders.CACHE_CONTROL, "no-store"),
        refused -> refused(request, caller, of(refused.why())));
  }

  private static Refusal of(RoomRefusal why) {
    return switch (why) {
      case INVALID_ROOM -> Refusal.of(ErrorCode.INVALID_ROOM);
      case ROOM_FORBIDDEN -> Refusal.of(ErrorCode.ROOM_FORBIDDEN);
      case TOO_MANY_ROOMS -> Refusal.of(ErrorCode.RATE_LIMITED);
      case PAYLOAD_TOO_LARGE -> Refusal.of(ErrorCode.PAYLOAD_TOO_LARGE);
      case STORE_UNAVAILABLE -> Refusal.of(ErrorCode.STORE_UNAVAILABLE);
    };
  }

  private static Visitor visitor(Caller caller) {
    return new Visitor(Optional.of(caller.identity()), Door.HTTP);
  }

  private HttpResponse<?> refused(HttpRequest<?> request, Caller caller, Refusal refusal) {
    return errors.answer(request, refusal.of(caller.identity().session()));
  }

  private CompletionStage<HttpResponse<?>> refuse(
      HttpRequest<?> request, Caller caller, String what) {
    return CompletableFuture.completedFuture(
        refused(request, caller, Refusal.of(ErrorCode.INVALID_REQUEST).saying(what)));
  }
}
