package io.admitone.http;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.MediaType;
import io.micronaut.json.tree.JsonNode;
import io.micronaut.serde.ObjectMapper;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Reads the optional JSON object that a request may bring. */
@Singleton
final class JsonObjects {
  private static final JsonNode NOTHING = JsonNode.createObjectNode(Map.of());

  private final ObjectMapper json;

  JsonObjects(ObjectMapper json) {
    this.json = json;
  }

  /**
   * What {@code then} makes of the object, an empty one where the request has no body; else what
   * {@code refuse} makes of the reason.
   */
  <T> T read(
      HttpRequest<?> request,
      Optional<byte[]> body,
      Function<JsonNode, T> then,
      Function<Refusal, T> refuse) {
    Optional<byte[]> sent = body.filter(bytes -> bytes.length > 0);
    if (sent.isEmpty()) {
      return then.apply(NOTHING);
    }
    if (!request.getContentType().map(JsonObjects::isJson).orElse(true)) {
      return refuse.apply(Refusal.of(ErrorCode.UNSUPPORTED_MEDIA_TYPE));
    }
    return parse(sent.get())
        .map(then)
        .orElseGet(
            () ->
                refuse.apply(
                    Refusal.of(ErrorCode.INVALID_REQUEST).because("the body is no JSON object")));
  }

  private static boolean isJson(MediaType type) {
    return type.getSubtype().equalsIgnoreCase("json")
        || type.getSubtype().toLowerCase(Locale.ROOT).endsWith("+json");
  }

  private Optional<JsonNode> parse(byte[] body) {
    try {
      return Optional.ofNullable(json.readValue(body, JsonNode.class)).filter(JsonNode::isObject);
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
  }
}
