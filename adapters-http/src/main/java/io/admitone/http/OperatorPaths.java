package io.admitone.http;

import java.util.Set;

/** The paths that load balancers and monitoring ask. */
final class OperatorPaths {
  static final String HEALTH = "/health";
  static final String LIVE = "/health/live";
  static final String READY = "/ready";
  static final String HEALTHZ = "/healthz";
  static final String TOLERANT = "/health/ready";
  static final String DEPENDENCIES = "/health/dependencies";
  static final String METRICS = "/metrics";

  private OperatorPaths() {}

  static Set<String> all(String basePath) {
    return Set.of(HEALTH, LIVE, READY, HEALTHZ, TOLERANT, DEPENDENCIES, METRICS, basePath + READY);
  }
}
