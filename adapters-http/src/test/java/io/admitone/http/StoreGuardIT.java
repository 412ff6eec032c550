package io.admitone.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.admitone.application.telemetry.TelemetryEvent.RequestRefused;
import io.admitone.application.telemetry.TelemetryEvent.Severity;
import io.admitone.domain.readiness.StoreState;
import io.admitone.http.Http.Answer;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The two marks by which teams who embed this module say what a route makes of the store. */
class StoreGuardIT {
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
  void aRouteThatNeedsTheStoreIsServedWhileItIsThere() {
    for (String path : List.of("/some/needs", "/some/impatient", "/all", "/all/slow")) {
      Answer answer = http.get(path);
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.body()).isEqualTo("served");
    }
  }

  @Test
  void aRouteThatNeedsTheStoreIsRefusedWithoutItAndSaysWhenToComeBack() {
    server.readiness.moveTo(StoreState.CONNECTING, 5, Optional.of("the connection was refused"));
    server.telemetry.forget();

    Answer answer = http.get("/some/needs", "X-Trace-Id", "trace-1");

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.header("Retry-After")).contains("30");
    assertThat(answer.header("Cache-Control")).contains("no-store");
    assertThat(answer.header("Content-Type")).contains("application/json");
    assertThat(answer.body())
        .isEqualTo(
            "{\"error\":\"Service Temporarily Unavailable\","
                + "\"code\":\"STORE_NOT_READY\",\"errorCode\":\"STORE_NOT_READY\","
                + "\"message\":\"This needs the store, which cannot be used at the moment\","
                + "\"traceId\":\"trace-1\",\"status\":\"connecting\",\"retryAfter\":30,"
                + "\"details\":{\"connectionState\":\"connecting\",\"retrying\":true}}");
    assertThat(refusals())
        .containsExactly(
            new RequestRefused(
                "STORE_NOT_READY",
                Severity.ERROR,
                "trace-1",
                Optional.empty(),
                Optional.of("the connection was refused")));
  }

  @Test
  void theMarkSaysHowLongToWaitAndTheMethodsCountsBeforeTheControllers() {
    server.readiness.moveTo(StoreState.FAILED, 20, Optional.empty());

    assertThat(http.get("/some/impatient").header("Retry-After")).contains("5");
    assertThat(http.get("/all").header("Retry-After")).contains("7");
    Answer slow = http.get("/all/slow");
    assertThat(slow.header("Retry-After")).contains("60");
    assertThat(slow.json().number("retryAfter")).isEqualTo(60);
    assertThat(slow.json().text("status")).isEqualTo("failed");
  }

  @Test
  void aRouteThatOnlyWantsToKnowIsServedEitherWay() {
    assertThat(http.get("/some/aware").body()).isEqualTo("with");
    assertThat(http.get("/told").body()).isEqualTo("CONNECTED");

    server.readiness.moveTo(StoreState.DISCONNECTED, 1, Optional.of("gone"));

    assertThat(http.get("/some/aware").body()).isEqualTo("without");
    assertThat(http.get("/told").body()).isEqualTo("DISCONNECTED");
  }

  @Test
  void aRouteWithoutAMarkIsLeftAlone() {
    server.readiness.moveTo(StoreState.DISCONNECTED, 1, Optional.of("gone"));

    assertThat(http.get("/some/free").body()).isEqualTo("served");
  }

  @Test
  void aForeignPageLearnsNothingOfTheStore() {
    server.readiness.moveTo(StoreState.DISCONNECTED, 1, Optional.of("gone"));

    assertThat(http.get("/some/needs", "Origin", "https://evil.example").status()).isEqualTo(403);
  }

  private static List<RequestRefused> refusals() {
    return server.telemetry.all().stream()
        .filter(RequestRefused.class::isInstance)
        .map(RequestRefused.class::cast)
        .toList();
  }
}
