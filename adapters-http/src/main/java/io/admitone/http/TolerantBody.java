package io.admitone.http;

import io.micronaut.serde.annotation.Serdeable;
import java.util.Map;

/**
 * The tolerant answer: how is this process doing?
 *
 * @param uptime in seconds
 */
@Serdeable
record TolerantBody(
    String status, String timestamp, long uptime, String version, Map<String, Check> checks) {

  /**
   * @param responseTime in milliseconds
   */
  @Serdeable
  record Check(String status, long responseTime, String message) {}
}
