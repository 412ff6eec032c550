package io.admitone.http;

import io.micronaut.serde.annotation.Serdeable;
import java.util.Map;

/** The process lives. */
@Serdeable
record LiveBody(String status, Map<String, String> checks) {
  static final LiveBody UP = new LiveBody("UP", Map.of("process", "UP"));
}
