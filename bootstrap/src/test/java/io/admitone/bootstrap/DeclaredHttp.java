package io.admitone.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Sends requests, holds each answer against {@code openapi.yaml}, and remembers what it saw. An
 * answer that is not as the document says fails.
 */
final class DeclaredHttp {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String DEFAULT = "default";

  private final ApiDocument document;
  private final HttpClient http = HttpClient.newHttpClient();
  private final Set<String> seen = new TreeSet<>();

  DeclaredHttp(ApiDocument document) {
    this.document = document;
  }

  /** Each answer that came, as {@code GET /ready 200}. */
  Set<String> seen() {
    return seen;
  }

  /** Each answer that the document names by its status. */
  Set<String> declared() {
    Set<String> declared = new TreeSet<>();
    operations()
        .forEach(
            (operation, node) ->
                ApiDocument.names(node.path("responses"))
                    .filter(status -> !status.equals(DEFAULT))
                    .forEach(status -> declared.add(operation + " " + status)));
    return declared;
  }

  /** Each operation of the document, as {@code GET /ready}. */
  Map<String, JsonNode> operations() {
    return document.at("/paths").properties().stream()
        .flatMap(
            path ->
                path.getValue().properties().stream()
                    // Those stand for all methods of the path.
                    .filter(method -> !method.getKey().equals("parameters"))
                    .map(
                        method ->
                            Map.entry(
                                method.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey(),
                                method.getValue())))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  /**
   * @param headers names and values in turn; the body is said to be JSON unless they say otherwise
   * @return the body
   */
  JsonNode send(int port, String method, String path, String body, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .timeout(PATIENCE)
            .method(method, BodyPublishers.ofString(body));
    request.header("Content-Type", "application/json");
    for (int i = 0; i < headers.length; i += 2) {
      request.setHeader(headers[i], headers[i + 1]);
    }
    HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
    String operation = operation(method, path);
    seen.add(operation + " " + answer.statusCode());
    return checked(operation, answer);
  }

  private String operation(String method, String path) {
    String asked = method + " " + path.replaceAll("\\?.*", "");
    return operations().keySet().stream()
        .filter(operation -> asked.matches(operation.replaceAll("\\{\\w+}", "[^/]+")))
        .findFirst()
        .orElseThrow(() -> new AssertionError("the document has no " + method + " " + path));
  }

  private JsonNode checked(String operation, HttpResponse<String> answer) throws IOException {
    String what = operation + " " + answer.statusCode() + " " + answer.body();
    JsonNode declared = response(operation, answer.statusCode());
    checkHeaders(what, declared.path("headers"), answer);
    if (declared.path("content").isMissingNode()) {
      assertThat(answer.body()).as(what).isEmpty();
      return null;
    }
    String type = answer.headers().firstValue("Content-Type").orElse("").replaceAll(";.*", "");
    JsonNode content = declared.path("content").path(type);
    assertThat(content.isMissingNode()).as("%s has the type %s", what, type).isFalse();
    JsonNode body =
        type.equals("application/json")
            ? JSON.readTree(answer.body())
            : new TextNode(answer.body());
    assertThat(document.faults(content.get("schema"), body)).as(what).isEmpty();
    return body;
  }

  private JsonNode response(String operation, int status) {
    JsonNode responses = operations().get(operation).path("responses");
    String key = responses.has(Integer.toString(status)) ? Integer.toString(status) : DEFAULT;
    assertThat(responses.has(key)).as("%s answers %d", operation, status).isTrue();
    return document.resolved(responses.path(key));
  }

  private void checkHeaders(String what, JsonNode headers, HttpResponse<String> answer) {
    headers
        .properties()
        .forEach(
            header -> {
              Optional<String> value = answer.headers().firstValue(header.getKey());
              JsonNode declared = document.resolved(header.getValue());
              assertThat(value).as("%s: %s", what, header.getKey()).isPresent();
              assertThat(document.faults(declared.get("schema"), new TextNode(value.get())))
                  .as("%s: %s", what, header.getKey())
                  .isEmpty();
            });
  }
}
