package io.admitone.bootstrap;

import io.admitone.application.telemetry.Telemetry;
import io.admitone.application.telemetry.TelemetryEvent;
import io.admitone.bootstrap.logging.LogEvent;
import io.admitone.bootstrap.logging.LogSetup;
import io.admitone.bootstrap.logging.LogTelemetry;
import io.admitone.bootstrap.metrics.PrometheusMeters;
import io.admitone.bootstrap.settings.LogSettings;
import io.admitone.bootstrap.tracing.Traces;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where everything that happens is told. It is there before anything else, so that nothing happens
 * unseen.
 */
record Reporting(Logger logger, PrometheusMeters meters, Traces traces, Telemetry telemetry) {

  static Reporting begin(LogSettings log) {
    Logger logger = LoggerFactory.getLogger(LogSetup.LOGGER);
    PrometheusMeters meters = new PrometheusMeters();
    Traces traces = Traces.asAskedFor(Traces::variableOfProcess);
    Telemetry telemetry =
        toBoth(meters.telemetry(), new LogTelemetry(logger, log.requests()), logger);
    return new Reporting(logger, meters, traces, traces.follow(telemetry));
  }

  private static Telemetry toBoth(Telemetry counts, Telemetry lines, Logger logger) {
    return event -> {
      hand(event, counts, logger);
      hand(event, lines, logger);
    };
  }

  /** What one of them throws must neither reach the use case nor keep the event from the other. */
  private static void hand(TelemetryEvent event, Telemetry to, Logger logger) {
    try {
      to.record(event);
    } catch (RuntimeException failure) {
      LogEvent.LISTENER_FAILED.on(logger).because(failure).write();
    }
  }
}
