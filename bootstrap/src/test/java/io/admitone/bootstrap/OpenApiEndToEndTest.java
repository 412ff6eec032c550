package io.admitone.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.admitone.application.lifecycle.ServiceState;
import io.admitone.bootstrap.settings.TestSources;
import io.admitone.http.ErrorCode;
import io.micronaut.http.HttpMethod;
import io.micronaut.web.router.Router;
import io.micronaut.web.router.UriRouteInfo;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code openapi.yaml} says what the server does, and all of it. */
class OpenApiEndToEndTest {
  private static final ApiDocument DOCUMENT = ApiDocument.named("openapi.yaml");

  /** Pages and documents of development: of no interest to who calls the API. */
  private static final Set<Class<?>> ASIDE = Set.of(DemoPage.class, ApiDocuments.class);

  private static AdmitOne server;

  /** One ticket at a time, and one a minute for a session. */
  private static AdmitOne small;

  private final DeclaredHttp http = new DeclaredHttp(DOCUMENT);

  @BeforeAll
  static void start() throws Exception {
    server = AdmitOne.start(settings("dev").accepted());
    small =
        AdmitOne.start(
            settings("test")
                .argument("--admitone.tickets.per-minute=1")
                .argument("--admitone.memory.max-outstanding-tickets=1")
                .accepted());
  }

  private static TestSources settings(String environment) {
    return TestSources.withSecret()
        .variable("ADMITONE_ENVIRONMENT", environment)
        .argument("--admitone.http.port=0");
  }

  @AfterAll
  static void stop() {
    server.close();
    small.close();
  }

  @Test
  void namesEveryRouteAndNoOther() {
    Set<String> routes =
        server
            .part(Router.class)
            .uriRoutes()
            .filter(route -> !ASIDE.contains(route.getTargetMethod().getDeclaringType()))
            .filter(route -> route.getHttpMethod() != HttpMethod.HEAD)
            .map(OpenApiEndToEndTest::name)
            .collect(Collectors.toSet());

    assertThat(http.operations().keySet()).isEqualTo(routes);
  }

  private static String name(UriRouteInfo<?, ?> route) {
    return route.getHttpMethod() + " " + route.getUriMatchTemplate().toPathString();
  }

  @Test
  void namesEveryErrorCodeAndNoOther() {
    JsonNode codes = DOCUMENT.at("/components/schemas/ErrorCode/enum");

    assertThat(StreamSupport.stream(codes.spliterator(), false).map(JsonNode::textValue))
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(ErrorCode.values()).map(ErrorCode::name).toList());
  }

  @Test
  void describesEveryAnswerThatComesAndOnlySuch() throws Exception {
    tickets();
    trouble();
    sessions();
    health();
    operation();
    sockets();
    rooms();
    outage();
    goodbye();

    assertThat(http.seen()).containsAll(http.declared());
  }

  private void tickets() throws Exception {
    ask("POST", "/api/v1/auth/token", "{\"roles\":7}");
    String token = token(server, "{}");
    String path = "/api/v1/auth/ws-ticket";
    ask("POST", path, "{\"clientId\":\"tab-1\"}", bearer(token));
    ask("POST", path, "{\"clientId\":\"tab 1\"}", bearer(token));
    ask("POST", path, "");
    ask("POST", path, "", bearer(token, "Origin", "https://evil.example"));
    ask("POST", path, "{\"clientId\":\"" + "x".repeat(9_000) + "\"}", bearer(token));
    ask("POST", path, "clientId=tab-1", bearer(token, "Content-Type", "text/plain"));
  }

  private void trouble() throws Exception {
    String path = "/api/v1/auth/ws-ticket";
    String token = token(small, "{}");
    http.send(small.port(), "POST", path, "", bearer(token));
    http.send(small.port(), "POST", path, "", bearer(token));
    http.send(small.port(), "POST", path, "", bearer(token(small, "{}")));
  }

  private void sessions() throws Exception {
    String token = token(server, "{\"sessionId\":\"sess_mine\"}");
    String path = "/api/v1/auth/sessions/";
    ask("GET", "/api/v1/auth/whoami", "", bearer(token));
    ask("GET", "/api/v1/auth/whoami", "");
    ask("DELETE", path + "sess_mine", "");
    ask("DELETE", path + "x".repeat(129), "", bearer(token));
    ask("DELETE", path + "sess_others", "", bearer(token));
    ask("DELETE", path + "sess_mine", "", bearer(token));
  }

  private void health() throws Exception {
    for (String path : Set.of("/health", "/health/live", "/ready", "/healthz", "/api/v1/ready")) {
      ask("GET", path, "");
    }
    ask("GET", "/health/ready", "");
    ask("GET", "/metrics", "");
  }

  private void operation() throws Exception {
    String path = "/health/dependencies";
    ask("GET", path, "");
    http.send(small.port(), "GET", path, "");
    http.send(small.port(), "GET", path, "", bearer(token(small, "{}")));
    http.send(small.port(), "GET", path, "", bearer(token(small, "{\"roles\":[\"admin\"]}")));
  }

  private void sockets() throws Exception {
    String admin = token(server, "{\"sessionId\":\"sess_admin\",\"roles\":[\"admin\"]}");
    String nobody = token(server, "{}");
    Visitor visitor = new Visitor(server.port());
    visitor.connect(visitor.ticket(visitor.token("sess_listed")));
    ask("POST", "/ws/v2/broadcast", "{\"data\":1}", bearer(admin));
    ask("POST", "/ws/v2/broadcast", "{}", bearer(admin));
    ask("POST", "/ws/v2/broadcast", "{\"data\":1,\"room\":\"nobodys\"}", bearer(admin));
    ask("GET", "/ws/v2/connections?limit=0", "", bearer(admin));
    ask("GET", "/ws/v2/rooms?limit=0", "", bearer(admin));
    for (String[] caller : new String[][] {bearer(admin), bearer(nobody), {}}) {
      ask("GET", "/ws/v2/status", "", caller);
      ask("GET", "/ws/v2/connections", "", caller);
      ask("GET", "/ws/v2/rooms", "", caller);
    }
    String listed =
        ask("GET", "/ws/v2/connections", "", bearer(admin))
            .at("/connections/0/connectionId")
            .textValue();
    String[][] callers = {{}, bearer(nobody), bearer(admin)};
    for (String[] caller : callers) {
      ask("POST", "/ws/v2/broadcast", "{\"data\":1}", caller);
      ask("DELETE", "/ws/v2/connections/" + listed, "", caller);
    }
    ask("DELETE", "/ws/v2/connections/nobodys", "", bearer(admin));
  }

  private void rooms() throws Exception {
    String path = "/api/v1/rooms/orders.eu/messages";
    String said = "{\"data\":{\"order\":7}}";
    String author = token(server, "{\"rooms\":[\"orders.*:rw\"]}");
    ask("POST", path, said, bearer(author));
    ask("POST", path, "{}", bearer(author));
    ask("POST", "/api/v1/rooms/no%20room/messages", said, bearer(author));
    ask("POST", path, "{\"data\":\"" + "x".repeat(66_000) + "\"}", bearer(author));
    ask("GET", path + "?wait=0", "", bearer(author));
    ask("GET", path + "?wait=99", "", bearer(author));
    for (String[] caller : new String[][] {{}, bearer(token(server, "{}"))}) {
      ask("POST", path, said, caller);
      ask("GET", path, "", caller);
    }
  }

  private void outage() throws Exception {
    String author = token(server, "{\"rooms\":[\"orders.*:rw\"]}");
    ask("POST", "/api/v1/dev/outage", "{\"seconds\":0}");
    ask("POST", "/api/v1/dev/outage", "");
    ask("POST", "/api/v1/rooms/orders.eu/messages", "{\"data\":1}", bearer(author));
    ask("GET", "/api/v1/rooms/orders.eu/messages?wait=0", "", bearer(author));
    ask("GET", "/health/ready", "");
    ask("GET", "/health/dependencies", "");
    ask("DELETE", "/api/v1/dev/outage", "");
  }

  private void goodbye() throws Exception {
    server.part(ServiceState.class).startDraining();
    for (String path : Set.of("/ready", "/healthz", "/api/v1/ready", "/health/ready")) {
      ask("GET", path, "");
    }
  }

  private JsonNode ask(String method, String path, String body, String... headers)
      throws Exception {
    return http.send(server.port(), method, path, body, headers);
  }

  private String token(AdmitOne of, String identity) throws Exception {
    return http.send(of.port(), "POST", "/api/v1/auth/token", identity).get("token").textValue();
  }

  private static String[] bearer(String token, String... more) {
    String[] headers = Arrays.copyOf(more, more.length + 2);
    headers[more.length] = "Authorization";
    headers[more.length + 1] = "Bearer " + token;
    return headers;
  }
}
