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
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Takes a loss of history that the memory of one process does not have. */
  private static final String NOT_HERE = "roomsSends resync";

  /** A path, the names of what goes through it, and the answer to a type that nobody knows. */
  private enum Door {
    CLIENT("/ws/client", "serverSends", "serverReceives", "echo"),
    ROOMS("/ws/v2/connect", "roomsSends", "roomsReceives", "error");

    private final String path;
    private final String sends;
    private final String receives;
    private final String toUnknown;

    Door(String path, String sends, String receives, String toUnknown) {
      this.path = path;
      this.sends = sends;
      this.receives = receives;
      this.toUnknown = toUnknown;
    }
  }

  private final DeclaredHttp http = new DeclaredHttp(ApiDocument.named("openapi.yaml"));
  private final HttpClient sockets = HttpClient.newHttpClient();
  private final Set<String> seen = new TreeSet<>();

  @Test
  void describesEveryMessageOfARealConversationAndOnlySuch() throws Exception {
    Map<Door, Page> pages = new TreeMap<>();
    try (AdmitOne server = server()) {
      for (Door door : Door.values()) {
        pages.put(door, open(server, door));
        converse(door, pages.get(door));
      }
      talkInARoom(pages.get(Door.ROOMS));
      broadcast(server, pages);
      outage(server, pages);
      refused(server);
      // The goodbye to all.
      server.stop();
    }
    for (Door door : Door.values()) {
      pages.get(door).goodbye();
      pages.get(door).messages().forEach(message -> hold(door.sends, message));
    }

    seen.add(NOT_HERE);
    assertThat(seen).isEqualTo(declared());
  }

  @Test
  void agreesWithTheExamplesThatEveryImplementationReads() throws IOException {
    Map<String, Set<String>> fields = new TreeMap<>();
    Map<String, Set<String>> properties = new TreeMap<>();
    for (Path file : examples()) {
      JsonNode example = JSON.readTree(file.toFile());
      Door door = example.path("version").asInt(1) == 1 ? Door.CLIENT : Door.ROOMS;
      boolean sent = example.get("from").textValue().equals("server");
      JsonNode schema =
          schema(sent ? door.sends : door.receives, example.at("/example/type").textValue());
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

  private Page open(AdmitOne server, Door door) throws Exception {
    String token = token(server, "{\"sessionId\":\"sess_1\",\"rooms\":[\"orders.*:rw\"]}");
    String ticket = new Visitor(server.port()).ticket(token);
    String address = "ws://127.0.0.1:" + server.port() + door.path + "?client_id=page";
    Page page = Page.open(sockets, address, "admitone.ticket." + ticket);
    assertThat(page.isAdmitted()).isTrue();
    return page;
  }

  /** Says everything that a page can say through either door, and waits for each answer. */
  private void converse(Door door, Page page) throws Exception {
    say(door, page, "{\"type\":\"ping\",\"id\":7}", "pong");
    say(door, page, "{\"type\":\"status\"}", "status");
    say(door, page, "{\"type\":\"note\",\"text\":\"hi\"}", door.toUnknown);
    say(door, page, "{\"type\":\"pong\"}", "ping");
    page.say("not JSON");
    heard(page, "error");
  }

  private void talkInARoom(Page page) throws Exception {
    say(Door.ROOMS, page, room("subscribe", ""), "subscribed");
    say(Door.ROOMS, page, room("publish", ",\"data\":{\"order\":7},\"message_id\":\"m-1\""), "ack");
    heard(page, "message");
    say(Door.ROOMS, page, room("presence", ""), "presence");
    say(Door.ROOMS, page, room("unsubscribe", ""), "unsubscribed");
  }

  private static String room(String type, String more) {
    return "{\"type\":\"" + type + "\",\"id\":\"1\",\"room\":\"orders.eu\"" + more + "}";
  }

  private void broadcast(AdmitOne server, Map<Door, Page> pages) throws Exception {
    String token = token(server, "{\"sessionId\":\"sess_admin\",\"roles\":[\"admin\"]}");
    String notice = "{\"data\":{\"notice\":1}}";
    String[] admin = {"Authorization", "Bearer " + token};
    http.send(server.port(), "POST", "/ws/v2/broadcast", notice, admin);
    pages.values().forEach(page -> heard(page, "broadcast"));
  }

  /** The loss of the store, and its return, are told to every open socket. */
  private void outage(AdmitOne server, Map<Door, Page> pages) throws Exception {
    http.send(server.port(), "POST", "/api/v1/dev/outage", "");
    pages.values().forEach(page -> heard(page, m -> m.contains("\"STORE_UNAVAILABLE\"")));
    http.send(server.port(), "DELETE", "/api/v1/dev/outage", "");
    // An answer to a client's status has the mode last, behind other fields.
    Predicate<String> back = m -> m.contains("\"status\"") && !m.contains("\"client_id\"");
    pages.values().forEach(page -> heard(page, back.and(m -> m.contains("\"normal\""))));
  }

  private void refused(AdmitOne server) throws Exception {
    String address = "ws://127.0.0.1:" + server.port() + "/ws/client?client_id=page&role=king";
    Page page = Page.open(sockets, address);
    assertThat(page.goodbye()).startsWith("4401 INVALID_ROLE");
    page.messages().forEach(message -> hold(Door.CLIENT.sends, message));
  }

  private String token(AdmitOne server, String identity) throws Exception {
    return http.send(server.port(), "POST", "/api/v1/auth/token", identity)
        .get("token")
        .textValue();
  }

  private void say(Door door, Page page, String message, String answer) throws Exception {
    hold(door.receives, message);
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
    boolean ours = messages(operation).anyMatch(m -> m.get("name").textValue().equals(type));
    return ours || operation.endsWith("Sends") ? type : "other";
  }

  private static Set<String> declared() {
    Set<String> declared = new TreeSet<>();
    for (Door door : Door.values()) {
      for (String operation : List.of(door.sends, door.receives)) {
        messages(operation)
            .forEach(message -> declared.add(operation + " " + message.get("name").textValue()));
      }
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
