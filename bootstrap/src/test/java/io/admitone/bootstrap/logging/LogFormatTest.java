package io.admitone.bootstrap.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.admitone.application.connection.CloseCode;
import io.admitone.application.telemetry.TelemetryEvent.Closing;
import io.admitone.bootstrap.HappenedEvents;
import io.admitone.bootstrap.settings.LogFormat;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogFormatTest {
  private final Lines lines = new Lines(Level.INFO);

  @Test
  void jsonHasItsFieldsOnTopAndTyped() throws Exception {
    new LogTelemetry(lines.logger(), false)
        .record(HappenedEvents.closed(Closing.byServer(CloseCode.HEARTBEAT_TIMEOUT)));

    JsonNode json = new ObjectMapper().readTree(lines.lastAs(LogFormat.JSON));

    assertThat(json.get("code").isInt()).isTrue();
    assertThat(json.get("code").intValue()).isEqualTo(4408);
    assertThat(json.get("duration_ms").isIntegralNumber()).isTrue();
    assertThat(json.get("event").textValue()).isEqualTo("ws_disconnect");
    assertThat(json.get("level").textValue()).isEqualTo("INFO");
    assertThat(json.get("logger").textValue()).isEqualTo("io.admitone");
    assertThat(Instant.parse(json.get("@timestamp").textValue())).isBefore(Instant.now());
    assertThat(json.has("@version")).isFalse();
    assertThat(json.has("level_value")).isFalse();
  }

  @Test
  void jsonIsOneLineWhateverItHolds() throws Exception {
    String nasty = "a\nb\r\u2028\u0000\u001b[31m\"}\ud800";

    LogEvent.START_FAILED.on(lines.logger()).with("error", nasty).write();
    String line = lines.lastAs(LogFormat.JSON);

    assertThat(line.stripTrailing().lines()).hasSize(1);
    assertThat(new ObjectMapper().readTree(line).get("error").textValue())
        .startsWith("a\nb\r\u2028\u0000\u001b[31m\"}");
  }

  @Test
  void textIsForPeople() {
    LogEvent.STARTED.on(lines.logger()).with("port", 8080).with("durationMs", 1200).write();

    assertThat(lines.lastAs(LogFormat.TEXT))
        .matches(
            "\\d\\d:\\d\\d:\\d\\d\\.\\d{3} INFO  The service listens event=started port=8080"
                + " durationMs=1200\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x\n12:00:00.000 INFO  forged",
        "x\r12:00:00.000 INFO  forged",
        "x\u0085forged",
        "x\u2028forged",
        "x\u001b[2Kforged",
        "x\u202eforged",
        "x\u0000forged",
        "x\ud800forged"
      })
  void textKeepsAValueOnItsLine(String value) {
    LogEvent.START_FAILED.on(lines.logger()).with("error", value).write();
    lines.logger("foreign").warn(value, new IllegalStateException(value));

    for (int i = 0; i < 2; i++) {
      String text = lines.lastAs(LogFormat.TEXT);
      assertThat(text.replaceAll("\n    [^\n]*", "").strip().lines().toList())
          .allSatisfy(
              line ->
                  assertThat(line)
                      .doesNotContain("\r", "\u0085", "\u2028", "\u001b", "\u202e", "\u0000")
                      .doesNotStartWith("12:00:00.000"));
      lines.all().remove(1 - i);
    }
  }

  @Test
  void textKeepsAValueInItsField() {
    LogEvent.START_FAILED.on(lines.logger()).with("error", "x port=1 \"y\"").write();

    assertThat(lines.lastAs(LogFormat.TEXT)).endsWith(" error=\"x port=1 \\\"y\\\"\"\n");
  }

  @Test
  void textShowsAFailureWithItsCauses() {
    lines
        .logger("foreign")
        .warn("oops", new IllegalStateException("outer", new IllegalArgumentException("inner")));

    assertThat(lines.lastAs(LogFormat.TEXT))
        .contains("WARN  [foreign] oops\n  java.lang.IllegalStateException: outer\n    ")
        .contains("  caused by java.lang.IllegalArgumentException: inner\n");
  }
}
