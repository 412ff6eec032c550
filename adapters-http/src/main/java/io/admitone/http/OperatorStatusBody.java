package io.admitone.http;

import io.micronaut.serde.annotation.Serdeable;

/**
 * This process at a glance.
 *
 * @param state {@code serving} or {@code draining}
 * @param connections open sockets
 * @param rooms rooms that they are in
 * @param uptime seconds since the process began
 */
@Serdeable
record OperatorStatusBody(
    String state,
    int connections,
    int rooms,
    Store store,
    String version,
    long uptime,
    String timestamp,
    String traceId) {

  @Serdeable
  record Store(String name, String state) {}
}
