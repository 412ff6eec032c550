package io.admitone.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.admitone.bootstrap.settings.TestSources;
import io.admitone.redis.rig.Await;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code asyncapi.yaml} says what goes over the sockets, and all of it. */
class AsyncApiEndToEndTest {
  private static final ApiDocument DOCUMENT = ApiDocument.named("asyncapi.yaml");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path EXAMPLES = Path.of("..", "protocol", "messages");
  private static final int SPOKEN = 1;
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String SENDS = "serverSends";
  private static final String RECEIVES = "serverReceives";

  private final Set<String> seen = new TreeSet<>();

  @Test
  void describesEveryMessageOfARealConversationAndOnlySuch() throws Exception {
    Page page;
    try (AdmitOne server = server()) {
      page = converse(server);
      broadcast(server, page);
      outage(server, page);
      refused(server);
      // The goodbye to all.
      server.stop();
    }
    page.goodbye();
    page.messages().forEach(message -> hold(SENDS, message));

    assertThat(seen).isEqualTo(declared());
  }

  @Test
  void agreesWithTheExamplesThatEveryImplementationReads() throws IOException {
    Map<String, Set<String>> fields = new TreeMap<>();
    Map<String, Set<String>> properties = new TreeMap<>();
    for (Path file : examples()) {
      JsonNode example = JSON.readTree(file.toFile());
      if (example.path("version").asInt(1) != SPOKEN) {
        continue;
      }
      String operation = example.get("from").textValue().equals("server") ? SENDS : RECEIVES;
      JsonNode schema = schema(operation, example.at("/example/type").textValue());
      assertThat(DOCUMENT.faults(schema, example.get("example"))).as(file.toString()).isEmpty();
      fields.put(file.toString(), fieldsOf(example.get("fields")));
      properties.put(file.toString(), propertiesOf(schema));
    }

    assertThat(fields).isEqualTo(properties);
  }

  private static AdmitOne server() throws StartFailedException {
    return AdmitOne.start(
        TestSources.withSecret()
            .argument("--admitone.http.port=0")
            .argument("--admitone.ws.heartbeat-interval=100ms")
            .argument("--admitone.drain.window=1s")
            .accepted());
  }

  /** Says everything that a page can say, and waits for each answer. */
  private Page converse(AdmitOne server) throws Exception {
    Visitor visitor = new Visitor(server.port());
    Page page = visitor.connect(visitor.ticket(visitor.token("sess_1")));
    assertThat(page.isAdmitted()).isTrue();
    say(page, "{\"type\":\"ping\",\"id\":7}", "pong");
    say(page, "{\"type\":\"status\"}", "status");
    say(page, "{\"type\":\"note\",\"text\":\"hi\"}", "echo");
    say(page, "{\"type\":\"pong\"}", "ping");
    page.say("not JSON");
    heard(page, "error");
    return page;
  }

  private static void broadcast(AdmitOne server, Page page) throws Exception {
    DeclaredHttp http = new DeclaredHttp(ApiDocument.named("openapi.yaml"));
    String identity = "{\"sessionId\":\"sess_admin\",\"roles\":[\"admin\"]}";
    String token =
        http.send(server.port(), "POST", "/api/v1/auth/token", identity).get("token").textValue();
    http.send(
        server.port(),
        "POST",
        "/ws/v2/broadcast",
        "{\"data\":{\"notice\":1}}",
        "Authorization",
        "Bearer " + token);
    heard(page, "broadcast");
  }

  /** The loss of the store, and its return, are told to every open socket. */
  private static void outage(AdmitOne server, Page page) throws Exception {
    DeclaredHttp http = new DeclaredHttp(ApiDocument.named("openapi.yaml"));
    http.send(server.port(), "POST", "/api/v1/dev/outage", "");
    heard(page, message -> message.contains("\"reason\":\"STORE_UNAVAILABLE\""));
    int before = page.messages().size();
    http.send(server.port(), "DELETE", "/api/v1/dev/outage", "");
    Await.until(
        PATIENCE,
        "normal",
        () ->
            page.messages().stream()
                .skip(before)
                .anyMatch(message -> message.contains("\"mode\":\"normal\"")));
  }

  private void refused(AdmitOne server) throws Exception {
    String address = "ws://127.0.0.1:" + server.port() + "/ws/client?client_id=page&role=king";
    Page page = Page.open(HttpClient.newHttpClient(), address);
    assertThat(page.goodbye()).startsWith("4401 INVALID_ROLE");
    page.messages().forEach(message -> hold(SENDS, message));
  }

  private void say(Page page, String message, String answer) throws Exception {
    hold(RECEIVES, message);
    page.say(message);
    heard(page, answer);
  }

  private static void heard(Page page, String type) {
    heard(page, message -> message.startsWith("{\"type\":\"" + type + "\""));
  }

  private static void heard(Page page, Predicate<String> wanted) {
    Await.until(PATIENCE, "heard", () -> page.messages().stream().anyMatch(wanted));
  }

  /** Finds the message that the document has for it, and holds it against its schema. */
  private void hold(String operation, String message) {
    try {
      JsonNode json = JSON.readTree(message);
      String type = json.get("type").textValue();
      assertThat(DOCUMENT.faults(schema(operation, type), json)).as(message).isEmpty();
      seen.add(operation + " " + known(operation, type));
    } catch (IOException e) {
      throw new AssertionError(message, e);
    }
  }

  private static JsonNode schema(String operation, String type) {
    String known = known(operation, type);
    return messages(operation)
        .filter(message -> message.get("name").textValue().equals(known))
        .map(message -> DOCUMENT.resolved(message.get("payload")))
        .findFirst()
        .orElseThrow(() -> new AssertionError(operation + " has no " + type));
  }

  /** Only what clients say may be of any type. */
  private static String known(String operation, String type) {
    return operation.equals(SENDS) || List.of("ping", "pong", "status").contains(type)
        ? type
        : "other";
  }

  private static Set<String> declared() {
    Set<String> declared = new TreeSet<>();
    for (String operation : List.of(SENDS, RECEIVES)) {
      messages(operation)
          .forEach(message -> declared.add(operation + " " + message.get("name").textValue()));
    }
    return declared;
  }

  private static Stream<JsonNode> messages(String operation) {
    return Stream.iterate(0, i -> i + 1)
        .map(i -> DOCUMENT.at("/operations/" + operation + "/messages/" + i))
        .takeWhile(message -> !message.isMissingNode())
        .map(DOCUMENT::resolved);
  }

  private static List<Path> examples() throws IOException {
    try (Stream<Path> files = Files.list(EXAMPLES)) {
      return files.sorted().toList();
    }
  }

  /** Each field, with an exclamation mark where it is required. */
  private static Set<String> fieldsOf(JsonNode fields) {
    Set<String> names = new TreeSet<>();
    fields
        .properties()
        .forEach(
            field ->
                names.add(
                    field.getKey() + (field.getValue().get("required").asBoolean() ? "!" : "")));
    return names;
  }

  private static Set<String> propertiesOf(JsonNode schema) {
    Set<String> required = new TreeSet<>();
    schema.path("required").forEach(name -> required.add(name.textValue()));
    Set<String> names = new TreeSet<>();
    ApiDocument.names(schema.get("properties"))
        .forEach(name -> names.add(name + (required.contains(name) ? "!" : "")));
    return names;
  }
}
