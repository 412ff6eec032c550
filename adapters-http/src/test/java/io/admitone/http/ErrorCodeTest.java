package io.admitone.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ErrorCodeTest {
  private record Row(
      String code, long status, String error, String message, Optional<Long> retryAfterSeconds) {
    static Row of(ErrorCode code) {
      return new Row(
          code.name(),
          code.status(),
          code.kind().name(),
          code.message(),
          code.retryAfter().map(wait -> wait.toSeconds()));
    }

    static Row of(Json json) {
      String retryAfter = "retryAfterSeconds";
      return new Row(
          json.text("code"),
          json.number("status"),
          json.text("error"),
          json.text("message"),
          json.has(retryAfter) ? Optional.of(json.number(retryAfter)) : Optional.empty());
    }
  }

  @Test
  void theTableAndTheProtocolAreTheSame() throws IOException {
    List<Json> published = published();

    assertThat(published.stream().map(Row::of))
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(ErrorCode.values()).map(Row::of).toList());
    assertThat(published).allSatisfy(row -> assertThat(row.text("when")).isNotBlank());
  }

  @Test
  void everyOutageSaysWhenToComeBack() {
    assertThat(ErrorCode.values())
        .filteredOn(code -> code.status() == 503 || code.status() == 429)
        .allSatisfy(code -> assertThat(code.retryAfter()).isPresent());
  }

  @Test
  void aWaitIsRoundedUpAndNeverNothing() {
    Refusal limited = Refusal.of(ErrorCode.RATE_LIMITED);

    assertThat(limited.retryAfter(java.time.Duration.ZERO).retryAfterSeconds()).contains(1L);
    assertThat(limited.retryAfter(java.time.Duration.ofMillis(1)).retryAfterSeconds()).contains(1L);
    assertThat(limited.retryAfter(java.time.Duration.ofMillis(1001)).retryAfterSeconds())
        .contains(2L);
    assertThat(limited.retryAfter(java.time.Duration.ofSeconds(2)).retryAfterSeconds())
        .contains(2L);
  }

  private static List<Json> published() throws IOException {
    return Json.parse(Files.readString(Path.of("..", "protocol", "error-codes.json"))).items();
  }
}
