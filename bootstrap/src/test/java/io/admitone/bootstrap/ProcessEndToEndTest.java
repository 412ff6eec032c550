package io.admitone.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessEndToEndTest {
  private static final String SECRET = "the-secret-of-the-process-under-test-0001";
  private final HttpClient http = HttpClient.newHttpClient();

  @Test
  void endsWithZeroAndAGoodbyeWhenToldToStop() throws Exception {
    try (ServerProcess server = dev()) {
      int port = server.port();
      Page page = Page.open(http, "ws://127.0.0.1:" + port + "/ws/client?client_id=page");

      server.terminate();

      assertThat(server.exitCode()).isZero();
      assertThat(page.goodbye()).isEqualTo("1012 SERVICE_RESTART");
      assertThat(page.messages()).anyMatch(message -> message.contains("\"reconnect\""));
      assertThat(server.out())
          .containsSubsequence(
              "stopping", "drain_started", "ws_disconnect", "drain_ended", "stopped");
      assertThat(server.err()).isEmpty();
    }
  }

  @Test
  void tellsInItsLinesWhoCameAndWhoLeftAndWhy() throws Exception {
    try (ServerProcess server = dev("--admitone.log.format=json")) {
      Visitor visitor = new Visitor(server.port());
      Page page = visitor.connect(visitor.ticket(visitor.token("sess_lines")));
      assertThat(page.isAdmitted()).isTrue();
      page.say("{\"type\":\"one\"}");
      page.say("{\"type\":\"two\"}");
      server.await(
          "both were heard",
          () -> page.messages().stream().filter(text -> text.contains("\"echo\"")).count() == 2);
      page.leave();
      server.await("the line", () -> server.out().contains("\"ws_disconnect\""));

      JsonNode came = line(server, "ws_connect");
      JsonNode left = line(server, "ws_disconnect");
      for (JsonNode who : List.of(came, left)) {
        assertThat(who.get("connection_id").textValue()).hasSize(36);
        assertThat(who.get("client_id").textValue()).isEqualTo("page");
        assertThat(who.get("session_id").textValue()).isEqualTo("sess_lines");
        assertThat(who.get("user_id").textValue()).isNotBlank();
        assertThat(who.get("traceId").textValue()).isNotBlank();
        assertThat(who.get("duration_ms").isIntegralNumber()).isTrue();
      }
      assertThat(left.get("connection_id")).isEqualTo(came.get("connection_id"));
      assertThat(left.get("code").intValue()).isEqualTo(1000);
      assertThat(left.get("reason").textValue()).isEqualTo("CLIENT");
      assertThat(left.get("messages_in").intValue()).isEqualTo(2);
      assertThat(left.get("messages_out").intValue()).isEqualTo(3);
    }
  }

  private static JsonNode line(ServerProcess server, String event) throws IOException {
    String prefix = "\"event\":\"" + event + "\"";
    List<String> lines = server.out().lines().filter(line -> line.contains(prefix)).toList();
    assertThat(lines).hasSize(1);
    return new ObjectMapper().readTree(lines.get(0));
  }

  @Test
  void aSecondSignalNeitherHangsNorHurries() {
    try (ServerProcess server = dev("--admitone.drain.delay=2s")) {
      server.port();

      server.terminate();
      server.await("the drain", () -> server.out().contains("drain_started"));
      server.terminate();

      assertThat(server.exitCode()).isZero();
      assertThat(server.out()).containsOnlyOnce("event=stopped");
    }
  }

  @Test
  void endsWithZeroEvenWhenItIsToldToStopWhileItStarts() {
    try (ServerProcess server = dev()) {
      server.await("the start", () -> server.out().contains("event=starting"));

      server.terminate();

      assertThat(server.exitCode()).isZero();
      assertThat(server.out()).contains("event=stopped").doesNotContain("start_failed");
    }
  }

  @Test
  void refusesReadinessWhileItDrains() throws Exception {
    try (ServerProcess server = dev("--admitone.drain.delay=5s")) {
      int port = server.port();
      assertThat(get(port, "/ready").statusCode()).isEqualTo(200);

      server.terminate();
      server.await("the drain", () -> server.out().contains("drain_started"));

      assertThat(get(port, "/ready").statusCode()).isEqualTo(503);
      assertThat(get(port, "/health/live").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void neverTouchesItsPortWhenASettingIsRefused() throws IOException {
    try (ServerSocket ours = anyPort();
        ServerProcess server =
            ServerProcess.run(
                Map.of("PORT", "" + ours.getLocalPort(), "ADMITONE_STOR", "memory"), List.of())) {
      assertThat(server.exitCode()).isEqualTo(1);
      assertThat(server.err().lines())
          .hasSize(2)
          .allMatch(line -> line.startsWith("admitone does not start: "))
          .anyMatch(line -> line.endsWith("did you mean ADMITONE_STORE?"))
          .anyMatch(line -> line.contains("JWT_SECRET"));
      assertThat(server.out()).isEmpty();
    }
  }

  @Test
  void saysInOneSentenceThatItsPortIsTaken() throws IOException {
    try (ServerSocket ours = anyPort();
        ServerProcess server = dev("--admitone.http.port=" + ours.getLocalPort())) {
      assertThat(server.exitCode()).isEqualTo(1);
      assertThat(server.err())
          .isEqualToIgnoringNewLines(
              "admitone does not start: The port %d of 127.0.0.1 (admitone.http.port) is taken by"
                      .formatted(ours.getLocalPort())
                  + " another process.");
      assertThat(server.out()).contains("start_failed").doesNotContain("\tat ", "    io.");
    }
  }

  @Test
  void saysInOneSentenceThatItsHostIsNotItsOwn() {
    try (ServerProcess server = dev("--admitone.http.host=192.0.2.1")) {
      assertThat(server.exitCode()).isEqualTo(1);
      assertThat(server.err())
          .isEqualToIgnoringNewLines(
              "admitone does not start: The host 192.0.2.1 (admitone.http.host) is no address of"
                  + " this machine.");
    }
  }

  @Test
  void readsNoSettingsOfTheFramework() throws IOException {
    try (ServerSocket ours = anyPort()) {
      Map<String, String> environment = new LinkedHashMap<>(devEnvironment());
      environment.put("MICRONAUT_SERVER_PORT", "" + ours.getLocalPort());
      environment.put("MICRONAUT_CONFIG_FILES", "/nowhere.yml");
      try (ServerProcess server =
          ServerProcess.run(
              environment, List.of("-Dmicronaut.server.port=" + ours.getLocalPort()))) {
        assertThat(server.port()).isNotEqualTo(ours.getLocalPort());
      }
    }
  }

  @Test
  void servesStrictlyInProd() throws Exception {
    Map<String, String> environment =
        Map.of(
            "ADMITONE_ENVIRONMENT", "prod",
            "ADMITONE_STORE", "memory",
            "ADMITONE_DRAIN_DELAY", "0s",
            "JWT_SECRET", SECRET,
            "JWT_ISSUER", "issuer",
            "JWT_AUDIENCE", "audience",
            "PORT", "0");
    try (ServerProcess server = ServerProcess.run(environment, List.of())) {
      int port = server.port();
      assertThat(post(port, "/api/v1/auth/token", "{}").statusCode()).isEqualTo(404);
      assertThat(get(port, "/health/dependencies").statusCode()).isEqualTo(401);
      assertThat(get(port, "/metrics").body()).contains("ws_closes_total{code=\"4401\"");

      server.terminate();

      assertThat(server.exitCode()).isZero();
      ObjectMapper json = new ObjectMapper();
      for (String line : server.out().lines().toList()) {
        JsonNode fields = json.readTree(line);
        assertThat(fields.has("event")).as(line).isTrue();
        assertThat(fields.has("@timestamp")).as(line).isTrue();
      }
      assertThat(server.out())
          .containsSubsequence("starting", "store_known_to_one_process", "started", "stopped")
          .doesNotContain(SECRET);
    }
  }

  @Test
  void writesNoSecretHoweverLoudItIs() throws Exception {
    try (ServerProcess server = dev("--admitone.log.level=trace", "--admitone.log.requests=true")) {
      int port = server.port();
      ObjectMapper json = new ObjectMapper();
      String token =
          json.readTree(post(port, "/api/v1/auth/token", "{}").body()).get("token").textValue();
      HttpResponse<String> issued =
          http.send(
              request(port, "/api/v1/auth/ws-ticket")
                  .header("Authorization", "Bearer " + token)
                  .POST(HttpRequest.BodyPublishers.noBody())
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      String ticket = json.readTree(issued.body()).get("ticket").textValue();
      for (int i = 0; i < 2; i++) {
        Page.open(http, "ws://127.0.0.1:" + port + "/ws/client?client_id=page&ticket=" + ticket);
      }
      get(port, "/ws/client?ticket=" + ticket);
      get(port, "/nowhere?ticket=" + ticket + "&token=" + token);
      String metrics = get(port, "/metrics").body();

      server.terminate();
      server.exitCode();

      assertThat(server.out() + server.err() + metrics)
          .contains("ws_ticket_issued", "ws_ticket_replayed", "event=http_request")
          .doesNotContain(ticket, ticket.substring(4), token, token.split("\\.")[2], SECRET);
    }
  }

  @Test
  void explainsItself() {
    try (ServerProcess help = ServerProcess.run(Map.of(), List.of(), "--help")) {
      assertThat(help.exitCode()).isZero();
      assertThat(help.out()).contains("probe <base-url>", "admitone.http.port", "JWT_SECRET");
    }
  }

  @Test
  void probesWithoutLoadingTheServer(@TempDir Path directory) throws IOException {
    // Not to its standard output: the virtual machine would write into the probe's lines.
    Path loaded = directory.resolve("loaded");
    try (ServerProcess server = dev();
        ServerProcess probe =
            ServerProcess.run(
                Map.of(),
                List.of("-Xlog:class+load:file=" + loaded + ":none:filecount=0"),
                "probe",
                "http://127.0.0.1:" + server.port())) {
      assertThat(probe.exitCode()).as(probe.out()).isZero();
      assertThat(probe.out()).contains("all 7 steps passed");
      assertThat(Files.readString(loaded))
          .contains("io.admitone.bootstrap.probe.Probe ")
          .doesNotContain("io.micronaut.", "ch.qos.logback.", "io.netty.");
    }
  }

  private static ServerProcess dev(String... arguments) {
    return ServerProcess.run(devEnvironment(), List.of(), arguments);
  }

  private static Map<String, String> devEnvironment() {
    return Map.of("JWT_SECRET", SECRET, "PORT", "0");
  }

  private static ServerSocket anyPort() throws IOException {
    return new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
  }

  private HttpResponse<String> get(int port, String path) throws Exception {
    return http.send(request(port, path).build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> post(int port, String path, String body) throws Exception {
    return http.send(
        request(port, path)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static HttpRequest.Builder request(int port, String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
  }
}
