package io.admitone.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MediaType;
import io.micronaut.http.ServerHttpRequest;
import io.micronaut.http.body.CloseableAvailableByteBody;
import io.micronaut.json.tree.JsonNode;
import io.micronaut.serde.ObjectMapper;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Reads the optional JSON object that a request may bring.
 *
 * <p>From the bytes and not through the framework's binding, which would read the body before
 * anybody knows who sent it, and would take a number for a string.
 */
@Singleton
final class JsonObjects {
  private static final JsonSource NOTHING =
      new JsonSource(JsonNode.createObjectNode(Map.of()), "{}");

  private static final JsonFactory STRICT =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private final ObjectMapper json;

  JsonObjects(ObjectMapper json) {
    this.json = json;
  }

  /**
   * What {@code then} answers to the object, an empty one where the request has no body; or what
   * {@code refuse} answers where the body is something else.
   */
  <T> CompletionStage<T> read(
      HttpRequest<?> request,
      Function<JsonNode, CompletionStage<T>> then,
      Function<Refusal, T> refuse) {
    return readSource(
        request, HttpServerDefaults.MAX_BODY_BYTES, source -> then.apply(source.object()), refuse);
  }

  /**
   * The same with the text of the object.
   *
   * @param maxBytes that the body may have
   */
  <T> CompletionStage<T> readSource(
      HttpRequest<?> request,
      int maxBytes,
      Function<JsonSource, CompletionStage<T>> then,
      Function<Refusal, T> refuse) {
    return bytes(request)
        .thenCompose(
            body -> {
              Optional<Refusal> fault = faultOf(request, body, maxBytes);
              return fault.isPresent()
                  ? CompletableFuture.completedFuture(refuse.apply(fault.get()))
                  : parse(body)
                      .map(then)
                      .orElseGet(() -> CompletableFuture.completedFuture(refuse.apply(notJson())));
            });
  }

  /** The text of a value that was read. */
  String text(JsonNode value) {
    try {
      return json.writeValueAsString(value);
    } catch (IOException e) {
      throw new UncheckedIOException("what was read as JSON cannot be written", e);
    }
  }

  private static CompletionStage<byte[]> bytes(HttpRequest<?> request) {
    return ((ServerHttpRequest<?>) request).byteBody().buffer().thenApply(JsonObjects::take);
  }

  private static byte[] take(CloseableAvailableByteBody body) {
    try (body) {
      return body.toByteArray();
    }
  }

  private static Optional<Refusal> faultOf(HttpRequest<?> request, byte[] body, int maxBytes) {
    if (body.length > maxBytes) {
      return Optional.of(Refusal.of(ErrorCode.BODY_TOO_LARGE));
    }
    boolean legal =
        body.length == 0
            || request.getHeaders().findFirst("Content-Type").map(JsonObjects::isJson).orElse(true);
    return legal ? Optional.empty() : Optional.of(Refusal.of(ErrorCode.UNSUPPORTED_MEDIA_TYPE));
  }

  private static boolean isJson(String contentType) {
    try {
      String subtype = MediaType.of(contentType).getSubtype().toLowerCase(Locale.ROOT);
      return subtype.equals("json") || subtype.endsWith("+json");
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private Optional<JsonSource> parse(byte[] body) {
    if (body.length == 0) {
      return Optional.of(NOTHING);
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
      requireOneValue(text);
      return Optional.ofNullable(json.readValue(text, JsonNode.class))
          .filter(JsonNode::isObject)
          .map(object -> new JsonSource(object, text));
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
  }

  /** The mapper stops reading after the first value; what follows it must not be overlooked. */
  private static void requireOneValue(String text) throws IOException {
    try (JsonParser parser = STRICT.createParser(text)) {
      parser.nextToken();
      parser.skipChildren();
      if (parser.nextToken() != null) {
        throw new IOException("more than one value");
      }
    }
  }

  private static Refusal notJson() {
    return Refusal.of(ErrorCode.INVALID_REQUEST).saying("The body must be one JSON object");
  }
}
