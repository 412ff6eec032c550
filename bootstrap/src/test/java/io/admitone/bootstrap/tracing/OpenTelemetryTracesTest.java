package io.admitone.bootstrap.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import io.admitone.application.telemetry.Span;
import io.admitone.application.telemetry.Telemetry;
import io.admitone.application.telemetry.TelemetryEvent;
import io.admitone.bootstrap.HappenedEvents;
import io.admitone.domain.identity.Identity;
import io.admitone.domain.identity.UserId;
import io.admitone.domain.ticket.Bindings;
import io.admitone.domain.ticket.Grant;
import io.admitone.domain.ticket.Ticket;
import io.admitone.domain.ticket.TicketStore;
import io.admitone.memory.MemoryTicketStore;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenTelemetryTracesTest {
  private static final String ID = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String PARENT = "00f067aa0ba902b7";
  private static final Grant GRANT =
      new Grant(
          new Identity(new UserId("ada"), HappenedEvents.SESSION, Set.of(), List.of()),
          Bindings.NONE,
          Instant.EPOCH,
          Instant.EPOCH.plusSeconds(60),
          ID);

  private final InMemorySpanExporter exported = InMemorySpanExporter.create();
  private final RootTraceIds rootIds = new RootTraceIds();
  private final OpenTelemetrySdk sdk =
      OpenTelemetrySdk.builder()
          .setTracerProvider(
              SdkTracerProvider.builder()
                  .setIdGenerator(rootIds)
                  .addSpanProcessor(SimpleSpanProcessor.create(exported))
                  .build())
          .build();
  private final Traces traces = new OpenTelemetryTraces(sdk, rootIds, sdk::close);
  private final List<TelemetryEvent> events = new ArrayList<>();
  private final Telemetry telemetry = traces.follow((Telemetry) events::add);
  private final TicketStore store = traces.follow(new MemoryTicketStore(10), "memory");

  @AfterEach
  void close() {
    store.close();
    traces.close();
  }

  @Test
  void aTraceThatBeginsHereGoesByTheIdOfItsRequest() {
    telemetry.begin(Span.Operation.ISSUE_TICKET, ID, Optional.empty()).end("issued", false);

    SpanData span = only();
    assertThat(span.getName()).isEqualTo("issue ticket");
    assertThat(span.getTraceId()).isEqualTo(ID);
    assertThat(span.getParentSpanContext().isValid()).isFalse();
    assertThat(span.getKind()).isEqualTo(SpanKind.SERVER);
    assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
    assertThat(span.getAttributes().get(OperationSpan.OUTCOME)).isEqualTo("issued");
  }

  @Test
  void anOperationIsAPartOfTheSpanThatTheCallerNamed() {
    begin(Span.Operation.REDEEM_TICKET, "-01").end("unavailable", true);

    SpanData span = only();
    assertThat(span.getName()).isEqualTo("redeem ticket");
    assertThat(span.getTraceId()).isEqualTo(ID);
    assertThat(span.getParentSpanId()).isEqualTo(PARENT);
    assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
  }

  @Test
  void whatTheCallerDoesNotRecordIsNotRecordedHere() {
    begin(Span.Operation.REDEEM_TICKET, "-00").end("admitted", false);

    assertThat(exported.getFinishedSpanItems()).isEmpty();
  }

  @Test
  void anIdThatIsNoneOfOpenTelemetrysIsKeptBeside() {
    telemetry.begin(Span.Operation.ISSUE_TICKET, "my-own-1", Optional.empty()).end("issued", false);

    assertThat(only().getTraceId()).matches("[0-9a-f]{32}");
    assertThat(only().getAttributes().get(OperationSpan.TRACE_ID)).isEqualTo("my-own-1");
  }

  @Test
  void callsOfTheStoreArePartsOfWhatTheThreadWorksFor() {
    Ticket ticket = Ticket.of(new byte[Ticket.SECRET_BYTES]);
    Span span = begin(Span.Operation.ISSUE_TICKET, "-01");

    Span.Scope scope = span.enter();
    store.issue(ticket.key(), GRANT, Duration.ofSeconds(60)).toCompletableFuture().join();
    scope.close();
    span.end("issued", false);
    store.redeem(ticket.key()).toCompletableFuture().join();

    Map<String, SpanData> spans =
        exported.getFinishedSpanItems().stream()
            .collect(java.util.stream.Collectors.toMap(SpanData::getName, s -> s));
    assertThat(spans).containsOnlyKeys("issue ticket", "store issue", "store redeem");
    assertThat(spans.get("store issue").getParentSpanId())
        .isEqualTo(spans.get("issue ticket").getSpanId());
    assertThat(spans.get("store issue").getAttributes().get(OperationSpan.OUTCOME))
        .isEqualTo("Issued");
    assertThat(spans.get("store redeem").getTraceId()).isNotEqualTo(ID);
    assertThat(spans.values()).noneMatch(s -> s.toString().contains(ticket.reveal()));
  }

  @Test
  void troubleOfTheStoreIsAnErrorAndABadTicketIsNone() {
    store.redeem(Ticket.of(new byte[Ticket.SECRET_BYTES]).key()).toCompletableFuture().join();
    assertThat(only().getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
    exported.reset();

    store.close();
    store.redeem(Ticket.of(new byte[Ticket.SECRET_BYTES]).key()).toCompletableFuture().join();

    assertThat(only().getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(only().getAttributes().get(OperationSpan.OUTCOME)).isEqualTo("Unavailable");
  }

  @Test
  void aMistakeOfTheCallerIsStillThrown() {
    assertThat(
            org.assertj.core.api.Assertions.catchThrowable(
                () -> store.issue(null, GRANT, Duration.ofSeconds(1))))
        .isInstanceOf(RuntimeException.class);

    assertThat(only().getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
  }

  @Test
  void whatHappensIsToldAsBefore() {
    HappenedEvents.all().forEach(telemetry::record);

    assertThat(events).isEqualTo(HappenedEvents.all());
  }

  @ParameterizedTest
  @CsvSource({
    ", , , true",
    "none, http://127.0.0.1:4318, , true",
    "NONE, , , true",
    ", ' ', , true",
    "otlp, , true, true",
    ", http://127.0.0.1:4318, TRUE, true",
    "otlp, , , false",
    ", http://127.0.0.1:4318, , false",
    ", http://127.0.0.1:4318, false, false"
  })
  void theStandardVariablesSwitchItOn(
      String exporter, String endpoint, String disabled, boolean off) {
    try (Traces asked =
        Traces.asAskedFor(
            name ->
                switch (name) {
                  case "OTEL_TRACES_EXPORTER" -> exporter;
                  case "OTEL_EXPORTER_OTLP_ENDPOINT" -> endpoint;
                  case "OTEL_SDK_DISABLED" -> disabled;
                  default -> null;
                })) {
      assertThat(asked == Traces.OFF).isEqualTo(off);
    }
  }

  @Test
  void nobodyIsFollowedWhereItIsOff() {
    Telemetry plain = event -> {};
    TicketStore memory = new MemoryTicketStore(1);

    assertThat(Traces.OFF.follow(plain)).isSameAs(plain);
    assertThat(Traces.OFF.follow(memory, "memory")).isSameAs(memory);
    assertThat(plain.begin(Span.Operation.ISSUE_TICKET, ID, Optional.empty())).isSameAs(Span.NONE);
    memory.close();
  }

  private Span begin(Span.Operation operation, String flags) {
    return telemetry.begin(operation, ID, Optional.of("00-" + ID + "-" + PARENT + flags));
  }

  private SpanData only() {
    assertThat(exported.getFinishedSpanItems()).hasSize(1);
    return exported.getFinishedSpanItems().get(0);
  }
}
