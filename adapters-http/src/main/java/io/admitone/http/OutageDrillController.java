package io.admitone.http;

import io.micronaut.context.annotation.Requires;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Status;
import io.micronaut.json.tree.JsonNode;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Lets anybody take the store away for a while. Exists only where an {@link OutageDrill} is
 * provided.
 */
@Controller("${admitone.http.base-path:/api/v1}/dev/outage")
@Requires(beans = OutageDrill.class)
final class OutageDrillController {
  private static final Duration USUAL = Duration.ofSeconds(20);

  private final OutageDrill drill;
  private final JsonObjects json;
  private final ErrorAnswers errors;

  OutageDrillController(OutageDrill drill, JsonObjects json, ErrorAnswers errors) {
    this.drill = drill;
    this.json = json;
    this.errors = errors;
  }

  @Post
  @Consumes(MediaType.ALL)
  CompletionStage<HttpResponse<?>> begin(HttpRequest<?> request) {
    return json.read(
        request,
        body -> CompletableFuture.completedFuture(begin(request, body)),
        refusal -> errors.answer(request, refusal));
  }

  @Delete
  @Status(HttpStatus.NO_CONTENT)
  void end() {
    drill.end();
  }

  private HttpResponse<?> begin(HttpRequest<?> request, JsonNode wanted) {
    Optional<Duration> length = length(wanted);
    if (length.isEmpty()) {
      return errors.answer(
          request,
          Refusal.of(ErrorCode.INVALID_REQUEST)
              .because("seconds is a number from 1 to " + OutageDrill.LONGEST.toSeconds()));
    }
    drill.begin(length.get());
    return HttpResponse.ok(
        new OutageDrillBody(true, length.get().toSeconds(), Exchange.traceId(request)));
  }

  private static Optional<Duration> length(JsonNode wanted) {
    JsonNode seconds = wanted.get("seconds");
    if (seconds == null) {
      return Optional.of(USUAL);
    }
    return Optional.of(seconds)
        .filter(JsonNode::isNumber)
        .map(number -> Duration.ofSeconds(number.getLongValue()))
        .filter(length -> length.toSeconds() >= 1 && length.compareTo(OutageDrill.LONGEST) <= 0);
  }
}
