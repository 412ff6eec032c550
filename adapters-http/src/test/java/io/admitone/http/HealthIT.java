package io.admitone.http;

import static io.admitone.http.Envelope.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.admitone.domain.readiness.StoreState;
import io.admitone.http.Http.Answer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What load balancers and operators see. */
class HealthIT {
  private static final List<String> STRICT = List.of("/ready", "/healthz", "/api/v1/ready");
  private static TestServer server;
  private static Http http;

  @BeforeAll
  static void start() {
    server = new TestServer(TestServer.Options.usual());
    http = new Http(server);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @AfterEach
  void mend() {
    server.mend();
  }

  @Test
  void aProcessThatLivesSaysSoWhateverTheStoreDoes() {
    server.readiness.moveTo(StoreState.FAILED, 20, Optional.of("gone"));

    for (String path : List.of("/health", "/health/live")) {
      Answer answer = http.get(path);
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.body()).isEqualTo("{\"status\":\"UP\",\"checks\":{\"process\":\"UP\"}}");
    }
  }

  @Test
  void aReadyProcessTakesWork() {
    for (String path : STRICT) {
      Answer answer = http.get(path);
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.body())
          .isEqualTo("{\"status\":\"UP\",\"ready\":true,\"checks\":{\"memory\":\"UP\"}}");
    }
  }

  @Test
  void aProcessWithoutItsStoreTakesNone() {
    server.readiness.moveTo(StoreState.CONNECTING, 5, Optional.of("refused"));
    server.telemetry.forget();

    for (String path : STRICT) {
      Answer answer = http.get(path);
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.body())
          .isEqualTo("{\"status\":\"NOT_READY\",\"ready\":false,\"checks\":{\"memory\":\"DOWN\"}}");
    }
    assertThat(server.telemetry.all())
        .noneMatch(
            io.admitone.application.telemetry.TelemetryEvent.RequestRefused.class::isInstance);
  }

  @Test
  void theTolerantAnswerStaysInRotationWithoutTheStore() {
    server.clock.advance(Duration.ofSeconds(123));

    Answer healthy = http.get("/health/ready");
    server.readiness.moveTo(StoreState.CONNECTING, 5, Optional.of("refused"));
    Answer degraded = http.get("/health/ready");

    assertThat(healthy.status()).isEqualTo(200);
    assertThat(healthy.json().fields())
        .containsExactly("status", "timestamp", "uptime", "version", "checks");
    assertThat(healthy.json().text("status")).isEqualTo("healthy");
    assertThat(healthy.json().text("timestamp")).isEqualTo(server.clock.now().toString());
    assertThat(healthy.json().number("uptime"))
        .isEqualTo(Duration.between(TestServer.START, server.clock.now()).toSeconds());
    assertThat(healthy.json().text("version")).isEqualTo("1.2.3");
    Json up = healthy.json().at("checks").at("memory");
    assertThat(up.fields()).containsExactly("status", "responseTime", "message");
    assertThat(up.text("status")).isEqualTo("up");
    assertThat(up.number("responseTime")).isZero();
    assertThat(up.text("message")).matches("Connected for \\d+s");
    assertThat(degraded.status()).isEqualTo(200);
    assertThat(degraded.json().text("status")).isEqualTo("degraded");
    Json down = degraded.json().at("checks").at("memory");
    assertThat(down.text("status")).isEqualTo("degraded");
    assertThat(down.text("message")).isEqualTo("Connecting (attempt 5)");
  }

  @Test
  void aDrainingProcessTakesNoWorkByEitherMeasure() {
    try (TestServer leaving = new TestServer(TestServer.Options.usual())) {
      leaving.service.startDraining();
      Http client = new Http(leaving);

      assertThat(client.get("/ready").status()).isEqualTo(503);
      assertThat(client.get("/ready").body())
          .isEqualTo(
              "{\"status\":\"NOT_READY\",\"ready\":false,"
                  + "\"checks\":{\"memory\":\"UP\",\"drain\":\"DOWN\"}}");
      assertThat(client.get("/health/ready").status()).isEqualTo(503);
      assertThat(client.get("/health/live").status()).isEqualTo(200);
    }
  }

  @Test
  void aProberMayAcceptWhatItLikes() {
    for (String path : List.of("/health", "/ready", "/health/ready")) {
      Answer answer = http.get(path, "Accept", "text/html");
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.header("Content-Type")).contains("application/json");
    }
    assertThat(http.send("HEAD", "/ready", Optional.empty()).status()).isEqualTo(200);
  }

  @Test
  void metersComeAsPrometheusText() {
    for (String accept :
        List.of("*/*", "application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4")) {
      Answer answer = http.get("/metrics", "Accept", accept);
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.header("Content-Type"))
          .contains("text/plain; version=0.0.4; charset=utf-8");
      assertThat(answer.body()).isEqualTo("# HELP up is up\nup 1\n");
    }
  }

  @Test
  void onlyAdminsSeeTheDependencies() {
    String path = "/health/dependencies";

    assertRefused(server, http.get(path), ErrorCode.UNAUTHORIZED);
    assertRefused(
        server,
        http.get(path, "Authorization", "Bearer " + server.token("sess-1", "reader")),
        ErrorCode.FORBIDDEN);
    assertThat(
            http.get(path, "Authorization", "Bearer " + server.token("sess-1", "admin")).status())
        .isEqualTo(200);
  }

  @Test
  void theDependenciesTellTheirStory() {
    try (TestServer open = new TestServer(TestServer.Options.usual().withOpenDependencies())) {
      for (int i = 0; i < 15; i++) {
        open.clock.advance(Duration.ofSeconds(1));
        open.readiness.moveTo(StoreState.DISCONNECTED, 1, Optional.of("gone " + i));
        open.clock.advance(Duration.ofSeconds(1));
        open.readiness.moveTo(StoreState.CONNECTED, 0, Optional.empty());
      }
      open.clock.advance(Duration.ofSeconds(7));

      Json body = new Http(open).get("/health/dependencies").json();

      assertThat(body.fields()).containsExactly("dependencies", "traceId");
      Json memory = body.at("dependencies").at("memory");
      assertThat(memory.fields())
          .containsExactly(
              "state",
              "since",
              "retryCount",
              "lastError",
              "uptime",
              "latencyMs",
              "url",
              "transitions");
      assertThat(memory.text("state")).isEqualTo("connected");
      assertThat(memory.text("since")).isEqualTo("2026-01-01T00:00:30Z");
      assertThat(memory.number("retryCount")).isZero();
      assertThat(memory.at("lastError").node().isNull()).isTrue();
      assertThat(memory.number("uptime")).isEqualTo(7);
      assertThat(memory.number("latencyMs")).isZero();
      assertThat(memory.text("url")).isEqualTo("memory:");
      List<Json> transitions = memory.at("transitions").items();
      assertThat(transitions).hasSize(20);
      assertThat(transitions.get(18).text("error")).isEqualTo("gone 14");
      assertThat(transitions.get(19).text("from")).isEqualTo("disconnected");
      assertThat(transitions.get(19).text("to")).isEqualTo("connected");
      assertThat(transitions.get(19).text("at")).isEqualTo("2026-01-01T00:00:30Z");
    }
  }
}
