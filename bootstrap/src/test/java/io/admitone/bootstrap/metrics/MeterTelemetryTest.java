package io.admitone.bootstrap.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.admitone.application.connection.CloseCode;
import io.admitone.application.connection.Endpoint;
import io.admitone.application.telemetry.MessageLabel;
import io.admitone.application.telemetry.TelemetryEvent;
import io.admitone.application.telemetry.TelemetryEvent.AdviceReason;
import io.admitone.application.telemetry.TelemetryEvent.Closing;
import io.admitone.application.telemetry.TelemetryEvent.ConnectionOpened;
import io.admitone.application.telemetry.TelemetryEvent.ConnectionRefused;
import io.admitone.application.telemetry.TelemetryEvent.IssueResultKind;
import io.admitone.application.telemetry.TelemetryEvent.RedemptionResultKind;
import io.admitone.application.telemetry.TelemetryEvent.RequestEnded;
import io.admitone.bootstrap.HappenedEvents;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MeterTelemetryTest {
  private final PrometheusMeters meters = new PrometheusMeters();

  @AfterEach
  void close() {
    meters.close();
  }

  @Test
  void everythingThatCanBeKnownIsThereAtZero() {
    Scrape scrape = scrape();

    assertThat(scrape.samples().values()).containsOnly(0.0);
    assertThat(scrape.samples())
        .containsKeys(
            "ws_connections_active{endpoint=\"client\"}",
            "ws_connections_active{endpoint=\"legacy\"}",
            "ws_closes_total{code=\"1000\",reason=\"NORMAL\"}",
            "ws_closes_total{code=\"1000\",reason=\"CLIENT\"}",
            "ws_closes_total{code=\"1005\",reason=\"CLIENT\"}",
            "ws_closes_total{code=\"1006\",reason=\"ABNORMAL\"}",
            "ws_closes_total{code=\"4401\",reason=\"TICKET_INVALID\"}",
            "ws_closes_total{code=\"other\",reason=\"CLIENT\"}",
            "ws_connection_duration_seconds_bucket{le=\"28800.0\"}",
            "ws_frames_sent_total{event=\"hello\"}",
            "ws_frames_received_total{event=\"other\"}",
            "ws_reconnect_advice_total{why=\"SERVICE_RESTART\"}",
            "ws_message_send_errors_total{reason=\"write_failed\"}",
            "ws_message_send_errors_total{reason=\"slow_consumer\"}",
            "ws_handshake_seconds_count",
            "ws_ticket_issue_seconds_count",
            "ws_tickets_issued_total{outcome=\"issued\"}",
            "ws_ticket_redemptions_total{outcome=\"replayed\"}");
  }

  @Test
  void countsOpenSocketsAndHowTheyEnd() {
    record(new ConnectionOpened(HappenedEvents.connection(), Duration.ofMillis(30)));
    record(new ConnectionOpened(HappenedEvents.connection(), Duration.ofMillis(30)));
    record(HappenedEvents.closed(Closing.byServer(CloseCode.HEARTBEAT_TIMEOUT)));

    assertThat(value("ws_connections_active{endpoint=\"client\"}")).isEqualTo(1);
    assertThat(value("ws_closes_total{code=\"4408\",reason=\"HEARTBEAT_TIMEOUT\"}")).isEqualTo(1);
    assertThat(value("ws_connection_duration_seconds_count")).isEqualTo(1);
    assertThat(value("ws_handshake_seconds_bucket{le=\"0.025\"}")).isZero();
    assertThat(value("ws_handshake_seconds_bucket{le=\"0.05\"}")).isEqualTo(2);
  }

  @Test
  void countsARefusedSocketAsACloseAndNotAsOpen() {
    record(new ConnectionRefused(Endpoint.CLIENT, CloseCode.TICKET_INVALID, "t"));

    assertThat(value("ws_closes_total{code=\"4401\",reason=\"TICKET_INVALID\"}")).isEqualTo(1);
    assertThat(value("ws_connections_active{endpoint=\"client\"}")).isZero();
  }

  @Test
  void countsAnInventedCodeOfAClientAsOther() {
    record(HappenedEvents.closed(Closing.byClient(4711)));
    record(HappenedEvents.closed(Closing.byClient(CloseCode.NO_STATUS)));
    record(HappenedEvents.closed(Closing.lost()));
    record(HappenedEvents.closed(new Closing(99, "nobody's")));

    assertThat(value("ws_closes_total{code=\"other\",reason=\"CLIENT\"}")).isEqualTo(2);
    assertThat(value("ws_closes_total{code=\"1005\",reason=\"CLIENT\"}")).isEqualTo(1);
    assertThat(value("ws_closes_total{code=\"1006\",reason=\"ABNORMAL\"}")).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void countsMessagesByTheirKind(MessageLabel label) {
    record(label.received());
    record(label.sent());
    record(label.sent());

    String kind = "{event=\"" + label.wireName() + "\"}";
    assertThat(value("ws_frames_received_total" + kind)).isEqualTo(1);
    assertThat(value("ws_frames_sent_total" + kind)).isEqualTo(2);
  }

  @ParameterizedTest
  @EnumSource
  void countsRedemptionsByTheirOutcome(RedemptionResultKind result) {
    record(HappenedEvents.redemptionEnded(result));

    assertThat(value("ws_ticket_redemptions_total{outcome=\"" + Meters.word(result) + "\"}"))
        .isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void countsAndTimesRequestsForATicket(IssueResultKind result) {
    record(HappenedEvents.issueEnded(result));

    assertThat(value("ws_tickets_issued_total{outcome=\"" + Meters.word(result) + "\"}"))
        .isEqualTo(1);
    assertThat(value("ws_ticket_issue_seconds_count")).isEqualTo(1);
  }

  @Test
  void countsAdviceAndFailedSends() {
    record(new TelemetryEvent.ReconnectAdvised(AdviceReason.CONNECTION_AGE));
    record(new TelemetryEvent.ReconnectAdvised(AdviceReason.of(CloseCode.SERVICE_RESTART)));
    record(new TelemetryEvent.ReconnectAdvised(AdviceReason.of(CloseCode.NORMAL)));
    record(new TelemetryEvent.SendFailed(TelemetryEvent.SendFailed.Reason.WRITE_FAILED));

    assertThat(value("ws_reconnect_advice_total{why=\"SERVICE_RESTART\"}")).isEqualTo(1);
    assertThat(value("ws_reconnect_advice_total{why=\"CONNECTION_AGE\"}")).isEqualTo(1);
    assertThat(value("ws_reconnect_advice_total{why=\"OTHER\"}")).isEqualTo(1);
    assertThat(value("ws_message_send_errors_total{reason=\"write_failed\"}")).isEqualTo(1);
  }

  @Test
  void countsRoomsAndTheirMessages() {
    record(new TelemetryEvent.RoomOpened());
    record(new TelemetryEvent.RoomOpened());
    record(new TelemetryEvent.RoomClosed());
    record(new TelemetryEvent.RoomMessagePublished());
    record(new TelemetryEvent.RoomMessageDelivered(3, Duration.ofMillis(2)));

    assertThat(value("ws_rooms_active")).isEqualTo(1);
    assertThat(value("ws_room_messages_total{direction=\"in\"}")).isEqualTo(1);
    assertThat(value("ws_room_messages_total{direction=\"out\"}")).isEqualTo(3);
    assertThat(value("ws_room_fanout_seconds_count")).isEqualTo(1);
  }

  @Test
  void timesRequestsByMethodStatusAndRoute() {
    record(new RequestEnded("GET", "/ready", 503, Duration.ofMillis(2), "t"));
    record(new RequestEnded("BREW", "/ready", 405, Duration.ofMillis(2), "t"));

    assertThat(
            value(
                "http_server_requests_seconds_count{method=\"GET\",status=\"503\",uri=\"/ready\"}"))
        .isEqualTo(1);
    assertThat(
            value(
                "http_server_requests_seconds_count{method=\"OTHER\",status=\"405\",uri=\"/ready\"}"))
        .isEqualTo(1);
  }

  @Test
  void nobodysIdIsALabel() {
    HappenedEvents.all().forEach(this::record);

    String text = meters.text();
    for (String id : Set.of("sess_1", "user_1", "client_1", "connection_1", HappenedEvents.HASH)) {
      assertThat(text).doesNotContain(id);
    }
  }

  @Test
  void watchesTheProcess() {
    meters.watchProcess();

    assertThat(meters.text())
        .contains(
            "jvm_memory_used_bytes",
            "jvm_threads_live_threads",
            "jvm_gc_memory_allocated_bytes_total",
            "process_cpu_usage",
            "process_files_open_files",
            "process_start_time_seconds");
  }

  private void record(TelemetryEvent event) {
    meters.telemetry().record(event);
  }

  private double value(String sample) {
    return scrape().value(sample);
  }

  private Scrape scrape() {
    return new Scrape(meters.text());
  }
}
