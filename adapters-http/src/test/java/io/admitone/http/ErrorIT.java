package io.admitone.http;

import static io.admitone.http.Envelope.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.admitone.application.telemetry.TelemetryEvent.RequestEnded;
import io.admitone.application.telemetry.TelemetryEvent.RequestRefused;
import io.admitone.http.Http.Answer;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Errors that no controller chose, and what every answer carries. */
class ErrorIT {
  private static final String TICKET = "/api/v1/auth/ws-ticket";
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

  @Test
  void anUnknownPathSaysNothingOfItself() {
    Answer answer = http.get("/nope/SECRET-PATH?ticket=SECRET-QUERY");

    assertRefused(server, answer, ErrorCode.NOT_FOUND);
    assertThat(answer.body()).doesNotContain("SECRET").doesNotContain("_links");
  }

  @Test
  void aWrongMethodIsToldTheRightOnes() {
    Answer answer = http.get(TICKET);

    assertRefused(server, answer, ErrorCode.METHOD_NOT_ALLOWED);
    assertThat(answer.header("Allow")).contains("POST");
    assertRefused(
        server, http.send("BREW", "/health", Optional.empty()), ErrorCode.METHOD_NOT_ALLOWED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GARBAGE\r\n\r\n",
        "GET\r\n\r\n",
        "GET / HTTP/9.9.9\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\nBad Name: x\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\n: x\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\nX: a\u0000b\r\n\r\n",
        "GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /a b HTTP/1.1\r\nHost: x\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: abc\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabc",
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
      })
  void aBrokenRequestIsRefusedInTheEnvelope(String request) {
    assertRefused(server, http.raw(request), ErrorCode.INVALID_REQUEST);
  }

  @Test
  void aRequestLineOrHeadersThatAreTooLongAreRefused() {
    String longest = "x".repeat(HttpServerDefaults.MAX_REQUEST_LINE_BYTES);
    assertRefused(
        server,
        http.raw("GET /" + longest + " HTTP/1.1\r\nHost: x\r\n\r\n"),
        ErrorCode.URI_TOO_LONG);

    String headers = "X: " + "x".repeat(HttpServerDefaults.MAX_HEADERS_BYTES);
    assertRefused(
        server,
        http.raw("GET / HTTP/1.1\r\nHost: x\r\n" + headers + "\r\n\r\n"),
        ErrorCode.HEADERS_TOO_LARGE);
  }

  @Test
  void aTokenOfTheLongestKindFitsIntoTheHeaders() {
    assertRefused(
        server,
        http.get("/api/v1/auth/whoami", "Authorization", "Bearer " + "x".repeat(8192)),
        ErrorCode.UNAUTHORIZED);
  }

  @Test
  void aBodyIsMeasuredAlsoWhereItsLengthIsNotAnnounced() {
    String chunk = "2000\r\n" + " ".repeat(0x2000) + "\r\n";
    String start =
        "POST "
            + TICKET
            + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
            + server.token("sess-1")
            + "\r\nTransfer-Encoding: chunked\r\n\r\n";

    assertRefused(
        server, http.raw(start + chunk + "1\r\n \r\n0\r\n\r\n"), ErrorCode.BODY_TOO_LARGE);
    assertRefused(server, http.raw(start + chunk.repeat(20)), ErrorCode.BODY_TOO_LARGE);
  }

  @Test
  void aBodyIsRefusedByItsAnnouncedLengthBeforeItIsSent() {
    Answer answer =
        http.raw(
            "POST "
                + TICKET
                + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                + server.token("sess-1")
                + "\r\nContent-Length: 1000000000\r\n\r\n");

    assertRefused(server, answer, ErrorCode.BODY_TOO_LARGE);
  }

  @Test
  void nobodyWaitsForTheBodyOfAStranger() {
    Answer answer =
        http.raw("POST " + TICKET + " HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n");

    assertRefused(server, answer, ErrorCode.UNAUTHORIZED);
  }

  @Test
  void aClientThatHangsUpInTheMiddleIsNoFailureOfTheService() throws IOException {
    server.telemetry.forget();
    try (Socket socket = new Socket("localhost", server.port())) {
      String start =
          "POST "
              + TICKET
              + " HTTP/1.1\r\nHost: x\r\nX-Trace-Id: hung-up\r\nAuthorization: Bearer "
              + server.token("sess-1")
              + "\r\nContent-Length: 100\r\n\r\n{";
      socket.getOutputStream().write(start.getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().flush();
      // An answer on a second connection: by then the first request has long been read.
      assertThat(http.get("/health").status()).isEqualTo(200);
    }

    Await.until(() -> !server.telemetry.ends(end -> end.route().endsWith(TICKET)).isEmpty());
    assertThat(server.telemetry.refusals("hung-up"))
        .extracting(RequestRefused::code)
        .isSubsetOf("INVALID_REQUEST");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/failing/throws", "/failing/later", "/failing/error", "/failing/gone"})
  void whatNobodyForesawIsAnInternalError(String path) {
    Answer answer = http.get(path);

    RequestRefused report = assertRefused(server, answer, ErrorCode.INTERNAL_ERROR);
    assertThat(report.toString()).doesNotContain(FailingController.CANARY);
    if (path.equals("/failing/throws")) {
      assertThat(report.cause().orElseThrow())
          .startsWith("IllegalStateException at io.admitone.http.FailingController.fails");
    }
  }

  @Test
  void anErrorWithoutABodyGetsOne() {
    assertRefused(server, http.get("/failing/bare"), ErrorCode.INVALID_REQUEST);
  }

  @Test
  void aTraceIdIsTakenFromTheCallerOrMade() {
    String traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    assertThat(traceIdOf("traceparent", traceparent, "X-Trace-Id", "mine"))
        .isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
    assertThat(traceIdOf("traceparent", "garbage", "X-Trace-Id", "mine-1")).isEqualTo("mine-1");
    assertThat(traceIdOf("X-Trace-Id", "x".repeat(64))).isEqualTo("x".repeat(64));
    for (String bad : List.of("x".repeat(65), "a b", "a_b", "a\"b", "")) {
      assertThat(traceIdOf("X-Trace-Id", bad)).matches("[0-9a-f]{32}");
    }
  }

  @Test
  void everyAnswerCarriesItsTraceId() {
    String ok =
        http.post(
                TICKET,
                "Authorization",
                "Bearer " + server.token("sess-1"),
                "X-Trace-Id",
                "trace-ok")
            .json()
            .text("traceId");

    assertThat(ok).isEqualTo("trace-ok");
    for (String path : List.of("/health", "/ready", "/metrics", "/nowhere", "/failing/throws")) {
      assertThat(http.get(path, "X-Trace-Id", "trace-1").header("X-Trace-Id"))
          .as(path)
          .contains("trace-1");
    }
  }

  @Test
  void everyAnswerIsReportedOnceWithTheTemplateOfItsRoute() {
    server.telemetry.forget();

    http.get("/health");
    http.get("/nowhere/sess-secret?x=y");
    http.send("BREW", "/nowhere", Optional.empty());
    http.send("DELETE", "/api/v1/auth/sessions/sess-secret", Optional.empty());
    http.raw("GARBAGE\r\n\r\n");
    http.raw("GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n");

    assertThat(server.telemetry.ends(end -> true))
        .extracting(end -> end.method() + " " + end.route() + " " + end.status())
        .containsExactly(
            "GET /health 200",
            "GET other 404",
            "other other 404",
            "DELETE /api/v1/auth/sessions/{sessionId} 401",
            "GET other 400",
            "GET other 400");
    assertThat(server.telemetry.ends(end -> true))
        .extracting(RequestEnded::took)
        .allSatisfy(took -> assertThat(took).isPositive());
  }

  @Test
  void otherModulesRenderTheSameErrors() {
    ErrorAnswers errors = server.context().getBean(ErrorAnswers.class);

    ErrorAnswer draining = errors.refuse(ErrorCode.DRAINING, "trace-1", Optional.of("why"));
    ErrorAnswer version = errors.render(ErrorCode.UNSUPPORTED_WEBSOCKET_VERSION, "trace-2");

    assertThat(draining.status()).isEqualTo(503);
    assertThat(draining.headers()).containsEntry("Retry-After", "2");
    assertThat(draining.headers()).containsEntry("X-Trace-Id", "trace-1");
    assertThat(new String(draining.body(), StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"error\":\"SERVICE_UNAVAILABLE\",\"code\":\"DRAINING\",\"errorCode\":\"DRAINING\","
                + "\"message\":\"This server is about to stop\",\"traceId\":\"trace-1\","
                + "\"retryAfter\":2}");
    assertThat(server.telemetry.refusals("trace-1")).hasSize(1);
    assertThat(version.status()).isEqualTo(426);
    assertThat(version.headers()).containsEntry("Sec-WebSocket-Version", "13");
    assertThat(server.telemetry.refusals("trace-2")).isEmpty();
  }

  private static String traceIdOf(String... headers) {
    Answer answer = http.get("/nowhere", headers);
    assertThat(answer.header("X-Trace-Id")).contains(answer.json().text("traceId"));
    return answer.json().text("traceId");
  }
}
