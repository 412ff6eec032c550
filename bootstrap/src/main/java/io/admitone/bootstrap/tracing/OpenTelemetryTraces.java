package io.admitone.bootstrap.tracing;

import io.admitone.application.telemetry.Span;
import io.admitone.application.telemetry.Telemetry;
import io.admitone.application.telemetry.TelemetryEvent;
import io.admitone.domain.ticket.TicketStore;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Tracing by OpenTelemetry. The only class that is loaded because of it, and only then. */
final class OpenTelemetryTraces implements Traces {
  private static final String SCOPE = "io.admitone";
  private static final long FLUSH_SECONDS = 2;

  /** What a service that has no say otherwise would be called, and send. */
  private static final Map<String, String> DEFAULTS =
      Map.of(
          "otel.service.name", "admitone",
          "otel.exporter.otlp.protocol", "http/protobuf",
          // Meters are scraped, and log lines are read from standard output.
          "otel.metrics.exporter", "none",
          "otel.logs.exporter", "none");

  private final Tracer tracer;
  private final RootTraceIds rootIds;
  private final Runnable stop;

  OpenTelemetryTraces(OpenTelemetry telemetry, RootTraceIds rootIds, Runnable stop) {
    this.tracer = telemetry.getTracer(SCOPE);
    this.rootIds = rootIds;
    this.stop = stop;
  }

  /** The agent has set everything up, and stops it. */
  static Traces ofAgent() {
    return new OpenTelemetryTraces(GlobalOpenTelemetry.get(), new RootTraceIds(), () -> {});
  }

  static Traces ofVariables() {
    RootTraceIds rootIds = new RootTraceIds();
    OpenTelemetrySdk sdk =
        AutoConfiguredOpenTelemetrySdk.builder()
            .addPropertiesSupplier(() -> DEFAULTS)
            .addTracerProviderCustomizer((provider, config) -> provider.setIdGenerator(rootIds))
            // There is one shutdown hook, and it is not this one.
            .disableShutdownHook()
            .build()
            .getOpenTelemetrySdk();
    return new OpenTelemetryTraces(
        sdk, rootIds, () -> sdk.shutdown().join(FLUSH_SECONDS, TimeUnit.SECONDS));
  }

  @Override
  public Telemetry follow(Telemetry telemetry) {
    return new Telemetry() {
      @Override
      public void record(TelemetryEvent event) {
        telemetry.record(event);
      }

      @Override
      public Span begin(Span.Operation operation, String traceId, Optional<String> traceparent) {
        return OperationSpan.begin(tracer, rootIds, operation, traceId, traceparent);
      }
    };
  }

  @Override
  public TicketStore follow(TicketStore store, String name) {
    return new TracedTicketStore(store, name, tracer);
  }

  @Override
  public void close() {
    stop.run();
  }
}
