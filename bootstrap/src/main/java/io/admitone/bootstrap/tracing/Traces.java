package io.admitone.bootstrap.tracing;

import io.admitone.application.telemetry.Telemetry;
import io.admitone.domain.ticket.TicketStore;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Whether and how requests are followed across processes.
 *
 * <p>OpenTelemetry's own variables decide, as they do for every service: {@code
 * OTEL_TRACES_EXPORTER} or an {@code OTEL_EXPORTER_OTLP_ENDPOINT} switches it on, and its agent
 * does. Otherwise nothing of it is loaded and nothing is on the path of a request. Thread-safe.
 */
public interface Traces extends AutoCloseable {
  /** Nobody is followed. */
  Traces OFF =
      new Traces() {
        @Override
        public Telemetry follow(Telemetry telemetry) {
          return telemetry;
        }

        @Override
        public TicketStore follow(TicketStore store, String name) {
          return store;
        }

        @Override
        public void close() {}
      };

  /**
   * As the environment asks.
   *
   * @param variable looks up an environment variable such as {@code OTEL_TRACES_EXPORTER}, or the
   *     system property that stands for it
   * @throws RuntimeException if it asks for something that cannot be; the message says what
   */
  static Traces asAskedFor(UnaryOperator<String> variable) {
    if (agentIsThere()) {
      return OpenTelemetryTraces.ofAgent();
    }
    return isAskedFor(variable) ? OpenTelemetryTraces.ofVariables() : OFF;
  }

  /** An environment variable, or the system property that OpenTelemetry reads in its place. */
  static String variableOfProcess(String name) {
    String property = System.getProperty(name.toLowerCase(Locale.ROOT).replace('_', '.'));
    return property == null ? System.getenv(name) : property;
  }

  /** The same telemetry, which also follows what begins. */
  Telemetry follow(Telemetry telemetry);

  /**
   * The same store, each call of which is a part of what its thread works for.
   *
   * @param name of the store, in the words of the settings
   */
  TicketStore follow(TicketStore store, String name);

  /** Sends what has not been sent, for a few seconds at most. */
  @Override
  void close();

  private static boolean isAskedFor(UnaryOperator<String> variable) {
    if ("true".equalsIgnoreCase(variable.apply("OTEL_SDK_DISABLED"))) {
      return false;
    }
    Optional<String> exporter = given(variable, "OTEL_TRACES_EXPORTER");
    return exporter.isPresent()
        ? !exporter.get().equalsIgnoreCase("none")
        : List.of("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT").stream()
            .anyMatch(name -> given(variable, name).isPresent());
  }

  private static Optional<String> given(UnaryOperator<String> variable, String name) {
    return Optional.ofNullable(variable.apply(name)).map(String::strip).filter(s -> !s.isEmpty());
  }

  /** The agent puts itself before everything else; it need not be loaded to be found. */
  private static boolean agentIsThere() {
    return ClassLoader.getSystemResource("io/opentelemetry/javaagent/OpenTelemetryAgent.class")
        != null;
  }
}
