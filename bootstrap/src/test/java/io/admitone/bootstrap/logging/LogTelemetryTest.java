package io.admitone.bootstrap.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import io.admitone.application.connection.CloseCode;
import io.admitone.application.telemetry.MessageLabel;
import io.admitone.application.telemetry.TelemetryEvent;
import io.admitone.application.telemetry.TelemetryEvent.Closing;
import io.admitone.application.telemetry.TelemetryEvent.ConnectionOpened;
import io.admitone.application.telemetry.TelemetryEvent.IssueResultKind;
import io.admitone.application.telemetry.TelemetryEvent.ReadinessChanged;
import io.admitone.application.telemetry.TelemetryEvent.RedemptionResultKind;
import io.admitone.application.telemetry.TelemetryEvent.RequestEnded;
import io.admitone.application.telemetry.TelemetryEvent.Severity;
import io.admitone.bootstrap.HappenedEvents;
import io.admitone.domain.readiness.Readiness;
import io.admitone.domain.readiness.ReadinessChange;
import io.admitone.domain.readiness.StoreState;
import java.time.Instant;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class LogTelemetryTest {
  private final Lines lines = new Lines(Level.TRACE);
  private final LogTelemetry telemetry = new LogTelemetry(lines.logger(), true);

  @Test
  void aConnectLineSaysWhoCame() {
    telemetry.record(new ConnectionOpened(HappenedEvents.connection(), HappenedEvents.TOOK));

    assertThat(lines.last().getLevel()).isEqualTo(Level.INFO);
    assertThat(Lines.fields(lines.last()))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "event", "ws_connect",
                "traceId", "t",
                "connection_id", "connection_1",
                "client_id", "client_1",
                "user_id", "user_1",
                "session_id", "sess_1",
                "endpoint", "client",
                "role", "frontend",
                "duration_ms", 12L));
  }

  @Test
  void aDisconnectLineSaysWhoLeftAndWhy() {
    telemetry.record(HappenedEvents.closed(Closing.byServer(CloseCode.SESSION_REVOKED)));

    assertThat(lines.last().getLevel()).isEqualTo(Level.INFO);
    assertThat(Lines.fields(lines.last()))
        .containsEntry("event", "ws_disconnect")
        .containsEntry("connection_id", "connection_1")
        .containsEntry("client_id", "client_1")
        .containsEntry("user_id", "user_1")
        .containsEntry("session_id", "sess_1")
        .containsEntry("code", 4401L)
        .containsEntry("reason", "SESSION_REVOKED")
        .containsEntry("duration_ms", 12L)
        .containsEntry("messages_in", 3L)
        .containsEntry("messages_out", 4L);
  }

  @Test
  void aRefusedRequestIsOneLineNamedAfterItsCode() {
    telemetry.record(HappenedEvents.issueEnded(IssueResultKind.UNAVAILABLE));
    telemetry.record(HappenedEvents.requestRefused("WS_TICKET_REDIS_NOT_READY", Severity.ERROR));

    assertThat(lines.all()).hasSize(1);
    assertThat(lines.last().getLevel()).isEqualTo(Level.ERROR);
    assertThat(lines.last().getThrowableProxy()).isNull();
    assertThat(Lines.fields(lines.last()))
        .containsEntry("event", "ws_ticket_redis_not_ready")
        .containsEntry("traceId", "t")
        .containsEntry("sessionId", "sess_1")
        .containsEntry("cause", "cause");
  }

  @ParameterizedTest
  @EnumSource
  void aRefusedRequestIsAsLoudAsItIsSevere(Severity severity) {
    telemetry.record(HappenedEvents.requestRefused("ANY", severity));

    assertThat(lines.last().getLevel()).hasToString(severity.name());
  }

  @ParameterizedTest
  @CsvSource({
    "ADMITTED, DEBUG, ws_ticket_admitted",
    "UNKNOWN, INFO, ws_ticket_refused",
    "EXPIRED, INFO, ws_ticket_refused",
    "REVOKED, INFO, ws_ticket_refused",
    "MISMATCH, INFO, ws_ticket_refused",
    "REPLAYED, WARN, ws_ticket_replayed",
    "UNAVAILABLE, WARN, ws_ticket_not_judged"
  })
  void aPresentedTicketIsALine(RedemptionResultKind result, String level, String event) {
    telemetry.record(HappenedEvents.redemptionEnded(result));

    assertThat(lines.last().getLevel()).hasToString(level);
    assertThat(Lines.fields(lines.last()))
        .containsEntry("event", event)
        .containsEntry("ticketHash", HappenedEvents.HASH);
  }

  @Test
  void aTryThatChangesNobodysReadinessIsNoLine() {
    Readiness away =
        new Readiness(StoreState.DISCONNECTED, Instant.EPOCH, 1, Optional.of("refused"));
    Readiness trying = new Readiness(StoreState.CONNECTING, Instant.EPOCH, 2, Optional.empty());

    telemetry.record(new ReadinessChanged("redis", new ReadinessChange(away, trying)));
    telemetry.record(new ReadinessChanged("redis", new ReadinessChange(trying, away)));

    assertThat(lines.all()).isEmpty();
  }

  @Test
  void aRequestIsALineOnlyWhereThatIsWanted() {
    RequestEnded request = new RequestEnded("GET", "/ready", 200, HappenedEvents.TOOK, "t");

    new LogTelemetry(lines.logger(), false).record(request);
    assertThat(lines.all()).isEmpty();
    telemetry.record(request);

    assertThat(Lines.fields(lines.last()))
        .containsEntry("event", "http_request")
        .containsEntry("route", "/ready");
  }

  @Test
  void messagesAreNotLogged() {
    for (MessageLabel label : MessageLabel.values()) {
      telemetry.record(label.received());
      telemetry.record(label.sent());
    }

    assertThat(lines.all()).isEmpty();
  }

  @Test
  void everyKindOfEventHasASample() {
    assertThat(HappenedEvents.all())
        .extracting(Object::getClass)
        .containsAll(concrete(TelemetryEvent.class));
  }

  @Test
  void everyFieldOfTheTableIsWrittenAndNoOther() {
    HappenedEvents.all().forEach(telemetry::record);

    // Those of the process and of Redis are written elsewhere.
    Set<LogEvent> ofTelemetry = EnumSet.complementOf(EnumSet.copyOf(LinkLinesTest.REDIS));
    ofTelemetry.removeAll(
        EnumSet.of(
            LogEvent.STARTING,
            LogEvent.STORE_KNOWN_TO_ONE_PROCESS,
            LogEvent.STARTED,
            LogEvent.START_FAILED,
            LogEvent.STOPPING,
            LogEvent.STOPPED,
            LogEvent.STOP_CUT_OFF,
            LogEvent.LISTENER_FAILED));
    for (LogEvent event : ofTelemetry) {
      Set<String> written = new LinkedHashSet<>();
      for (ILoggingEvent line : lines.all()) {
        if (line.getMessage().equals(event.sentence())) {
          written.addAll(Lines.fields(line).keySet());
        }
      }
      written.remove("event");
      assertThat(written).as(event.eventName()).containsExactlyInAnyOrderElementsOf(event.fields());
    }
  }

  private static List<Class<?>> concrete(Class<?> sealed) {
    return List.of(sealed.getPermittedSubclasses());
  }
}
