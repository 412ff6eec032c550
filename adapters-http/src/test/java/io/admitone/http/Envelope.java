package io.admitone.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.admitone.application.telemetry.TelemetryEvent.RequestRefused;
import io.admitone.http.Http.Answer;
import java.util.List;

/** What holds of every error answer, whatever it is about. */
final class Envelope {
  private Envelope() {}

  /** The answer is this error, in the one envelope, and was reported exactly once. */
  static RequestRefused assertRefused(TestServer server, Answer answer, ErrorCode code) {
    return assertRefused(server, answer, code, code.message());
  }

  /** The same, with a message that says more than the code does. */
  static RequestRefused assertRefused(
      TestServer server, Answer answer, ErrorCode code, String message) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(code.status());
    Json body = answer.json();
    String traceId = body.text("traceId");
    assertThat(body.text("code")).isEqualTo(code.name());
    assertThat(body.text("errorCode")).isEqualTo(code.name());
    assertThat(body.text("error")).isEqualTo(code.kind().name());
    assertThat(body.text("message")).isEqualTo(message);
    assertThat(answer.header("X-Trace-Id")).contains(traceId);
    assertThat(answer.header("Content-Type")).contains("application/json");
    assertThat(answer.header("Cache-Control")).contains("no-store");
    assertRetryAfter(answer, body);
    if (code.status() == 401) {
      assertThat(answer.header("WWW-Authenticate")).contains("Bearer");
    }
    List<RequestRefused> reports = server.telemetry.refusals(traceId);
    assertThat(reports).hasSize(1);
    assertThat(reports.get(0).code()).isEqualTo(code.name());
    assertThat(reports.get(0).severity()).isEqualTo(code.severity());
    return reports.get(0);
  }

  private static void assertRetryAfter(Answer answer, Json body) {
    if (answer.header("Retry-After").isPresent()) {
      assertThat(body.number("retryAfter"))
          .isEqualTo(Long.parseLong(answer.header("Retry-After").get()));
      assertThat(body.fields())
          .containsExactly("error", "code", "errorCode", "message", "traceId", "retryAfter");
    } else {
      assertThat(body.fields()).containsExactly("error", "code", "errorCode", "message", "traceId");
    }
  }
}
