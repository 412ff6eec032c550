package io.admitone.http;

/** The meters of the process in the Prometheus text format, version 0.0.4. May take a while. */
@FunctionalInterface
public interface MetricsText {
  String scrape();
}
