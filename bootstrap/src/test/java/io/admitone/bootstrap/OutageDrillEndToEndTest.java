package io.admitone.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutageDrillEndToEndTest {
  private static final String PATH = "/api/v1/dev/outage";

  private static final List<String> NO_LENGTHS =
      List.of(
          "{\"seconds\":0}",
          "{\"seconds\":-1}",
          "{\"seconds\":121}",
          "{\"seconds\":\"20\"}",
          "{\"seconds\":1e300}",
          "{\"seconds\":null}",
          "[]");

  private final HttpClient http = HttpClient.newHttpClient();

  @Test
  void showsPagesAnOutageAndItsEnd() throws Exception {
    try (ServerProcess server = server(Map.of())) {
      Visitor visitor = new Visitor(server.port());
      String token = visitor.token("sess_1");
      Page page = visitor.connect(visitor.ticket(token));

      assertThat(drill(server, "{\"seconds\":60}").body()).contains("\"seconds\":60");
      assertThat(visitor.status("/ready")).isEqualTo(503);
      assertThat(visitor.askForTicket(token).body()).contains("WS_TICKET_REDIS_NOT_READY");

      assertThat(send(request(server).DELETE()).statusCode()).isEqualTo(204);
      assertThat(visitor.askForTicket(token).statusCode()).isEqualTo(200);
      assertThat(page.isOpen()).isTrue();
    }
  }

  @Test
  void endsByItself() throws Exception {
    try (ServerProcess server = server(Map.of())) {
      Visitor visitor = new Visitor(server.port());

      drill(server, "{\"seconds\":1}");

      assertThat(visitor.status("/ready")).isEqualTo(503);
      server.await("ready", () -> isReady(visitor));
    }
  }

  @Test
  void refusesWhatIsNoLength() throws Exception {
    try (ServerProcess server = server(Map.of())) {
      for (String body : NO_LENGTHS) {
        HttpResponse<String> answer = drill(server, body);

        assertThat(answer.statusCode()).as(body).isEqualTo(400);
        assertThat(answer.body()).as(body).contains("INVALID_REQUEST");
      }
      assertThat(new Visitor(server.port()).status("/ready")).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"test", "staging"})
  void isNowhereButInDevelopment(String environment) throws Exception {
    try (ServerProcess server =
        server(Map.of("ADMITONE_ENVIRONMENT", environment, "ADMITONE_STORE", "memory"))) {
      assertThat(drill(server, "").statusCode()).isEqualTo(404);
      assertThat(send(request(server).DELETE()).statusCode()).isEqualTo(404);
    }
  }

  @Test
  void isNotThereForARedisThatOthersUse() throws Exception {
    try (ServerProcess server =
        server(Map.of("ADMITONE_STORE", "redis", "REDIS_URL", "redis://127.0.0.1:1"))) {
      assertThat(drill(server, "").statusCode()).isEqualTo(404);
    }
  }

  private static ServerProcess server(Map<String, String> environment) {
    Map<String, String> all = new LinkedHashMap<>(environment);
    all.put("JWT_SECRET", "the-secret-of-the-process-under-test-0001");
    all.put("PORT", "0");
    return ServerProcess.run(all, List.of());
  }

  private HttpResponse<String> drill(ServerProcess server, String body) throws Exception {
    return send(
        request(server)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body)));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return http.send(request.build(), BodyHandlers.ofString());
  }

  private static HttpRequest.Builder request(ServerProcess server) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + PATH));
  }

  private static boolean isReady(Visitor visitor) {
    try {
      return visitor.status("/ready") == 200;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
