package io.admitone.http;

import java.util.Set;

/** The paths that load balancers, monitoring and operators ask. */
final class OperatorPaths {
  static final String HEALTH = "/health";
  static final String LIVE = "/health/live";
  static final String READY = "/ready";
  static final String HEALTHZ = "/healthz";
  static final String TOLERANT = "/health/ready";
  static final String DEPENDENCIES = "/health/dependencies";
  static final String METRICS = "/metrics";

  /**
   * Before the paths of the sockets' operators; a page may ask them, so its origin is looked at.
   */
  static final String SOCKETS = "/ws/v2";

  private OperatorPaths() {}

  static Set<String> all(String basePath) {
    return Set.of(HEALTH, LIVE, READY, HEALTHZ, TOLERANT, DEPENDENCIES, METRICS, basePath + READY);
  }
}
