package io.admitone.bootstrap;

import io.admitone.application.telemetry.Telemetry;
import io.admitone.bootstrap.logging.LogSetup;
import io.admitone.bootstrap.logging.LogTelemetry;
import io.admitone.bootstrap.metrics.PrometheusMeters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where everything that happens is told. It is there before anything else, so that nothing happens
 * unseen.
 */
record Reporting(Logger logger, PrometheusMeters meters, Telemetry telemetry) {

  static Reporting begin() {
    Logger logger = LoggerFactory.getLogger(LogSetup.LOGGER);
    PrometheusMeters meters = new PrometheusMeters();
    return new Reporting(logger, meters, toBoth(meters.telemetry(), new LogTelemetry(logger)));
  }

  private static Telemetry toBoth(Telemetry counts, Telemetry lines) {
    return event -> {
      counts.record(event);
      lines.record(event);
    };
  }
}
