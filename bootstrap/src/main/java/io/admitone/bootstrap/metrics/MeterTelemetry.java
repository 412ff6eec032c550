package io.admitone.bootstrap.metrics;

import io.admitone.application.connection.Endpoint;
import io.admitone.application.telemetry.MessageLabel;
import io.admitone.application.telemetry.Telemetry;
import io.admitone.application.telemetry.TelemetryEvent;
import io.admitone.application.telemetry.TelemetryEvent.AdviceReason;
import io.admitone.application.telemetry.TelemetryEvent.Closing;
import io.admitone.application.telemetry.TelemetryEvent.ConnectionClosed;
import io.admitone.application.telemetry.TelemetryEvent.ConnectionOpened;
import io.admitone.application.telemetry.TelemetryEvent.ConnectionRefused;
import io.admitone.application.telemetry.TelemetryEvent.IssueResultKind;
import io.admitone.application.telemetry.TelemetryEvent.MessageReceived;
import io.admitone.application.telemetry.TelemetryEvent.MessageSent;
import io.admitone.application.telemetry.TelemetryEvent.ReconnectAdvised;
import io.admitone.application.telemetry.TelemetryEvent.RedemptionResultKind;
import io.admitone.application.telemetry.TelemetryEvent.RequestEnded;
import io.admitone.application.telemetry.TelemetryEvent.SendFailed;
import io.admitone.application.telemetry.TelemetryEvent.TicketIssueEnded;
import io.admitone.application.telemetry.TelemetryEvent.TicketRedemptionEnded;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What happened, as meters. All that can be known beforehand are there from the start, at 0: a rate
 * needs the step from 0 to 1. Labels are closed sets.
 *
 * <p>Thread-safe. Counting a message takes no lock, looks into an array and allocates nothing.
 */
final class MeterTelemetry implements Telemetry {
  private static final Duration[] LONG = {
    Duration.ofSeconds(1),
    Duration.ofSeconds(10),
    Duration.ofMinutes(1),
    Duration.ofMinutes(5),
    Duration.ofMinutes(15),
    Duration.ofMinutes(30),
    Duration.ofHours(1),
    Duration.ofHours(2),
    Duration.ofHours(4),
    Duration.ofHours(8)
  };

  private final Map<MessageLabel, Counter> received;
  private final Map<MessageLabel, Counter> sent;
  private final Map<SendFailed.Reason, Counter> sendFailed;
  private final Map<Endpoint, AtomicInteger> active;
  private final CloseCounters closes;
  private final Map<AdviceReason, Counter> advised;
  private final Timer lived;
  private final Timer handshake;
  private final Map<IssueResultKind, Counter> issued;
  private final Timer issue;
  private final Map<RedemptionResultKind, Counter> redeemed;
  private final RequestTimers requests;
  private final RoomMeters rooms;

  MeterTelemetry(MeterRegistry registry) {
    Meters meters = new Meters(registry);
    active =
        Meters.each(
            Endpoint.class,
            endpoint ->
                meters.gauge(
                    "ws_connections_active",
                    "Admitted sockets that are open now",
                    "endpoint",
                    endpoint.label()));
    closes = new CloseCounters(meters);
    lived =
        meters.histogram(
            "ws_connection_duration_seconds", "How long admitted sockets were open", LONG);
    sent =
        meters.counters(
            MessageLabel.class, "ws_frames_sent_total", "Messages handed to sockets", "event");
    received =
        meters.counters(
            MessageLabel.class, "ws_frames_received_total", "Messages read from sockets", "event");
    advised =
        Meters.each(
            AdviceReason.class,
            why ->
                meters.counter(
                    "ws_reconnect_advice_total",
                    "Sockets that were told when to come back",
                    "why",
                    why.name()));
    sendFailed =
        meters.counters(
            SendFailed.Reason.class,
            "ws_message_send_errors_total",
            "Messages that did not reach their socket",
            "reason");
    handshake =
        meters.histogram(
            "ws_handshake_seconds",
            "From the arrival of an upgrade request to the first message",
            Meters.QUICK);
    issued =
        meters.counters(
            IssueResultKind.class,
            "ws_tickets_issued_total",
            "Requests for a ticket, by how they ended",
            "outcome");
    issue =
        meters.histogram(
            "ws_ticket_issue_seconds",
            "How long requests for a ticket took to decide",
            Meters.QUICK);
    redeemed =
        meters.counters(
            RedemptionResultKind.class,
            "ws_ticket_redemptions_total",
            "Tickets that were presented, by how they were judged",
            "outcome");
    requests = new RequestTimers(meters);
    rooms = new RoomMeters(meters);
  }

  @Override
  public void record(TelemetryEvent event) {
    // The most frequent ones first.
    if (event instanceof MessageReceived message) {
      received.get(message.label()).increment();
    } else if (event instanceof MessageSent message) {
      sent.get(message.label()).increment();
    } else if (event instanceof RequestEnded request) {
      requests.record(request);
    } else if (event instanceof TicketIssueEnded ended) {
      issued.get(ended.result()).increment();
      issue.record(ended.took());
    } else if (event instanceof TicketRedemptionEnded ended) {
      redeemed.get(ended.result()).increment();
    } else {
      socket(event);
    }
  }

  private void socket(TelemetryEvent event) {
    if (event instanceof ConnectionOpened opened) {
      active.get(opened.connection().endpoint()).incrementAndGet();
      handshake.record(opened.handshake());
    } else if (event instanceof ConnectionClosed closed) {
      active.get(closed.connection().endpoint()).decrementAndGet();
      closes.count(closed.closing());
      lived.record(closed.lived());
    } else if (event instanceof ConnectionRefused refused) {
      closes.count(Closing.byServer(refused.code()));
    } else if (event instanceof ReconnectAdvised advice) {
      advised.get(advice.why()).increment();
    } else if (event instanceof SendFailed failed) {
      sendFailed.get(failed.reason()).increment();
    } else {
      rooms.record(event);
    }
  }
}
