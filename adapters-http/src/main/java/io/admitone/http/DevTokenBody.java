package io.admitone.http;

import io.micronaut.serde.annotation.Serdeable;

/**
 * A token for somebody who tries things out.
 *
 * @param expiresIn in seconds
 */
@Serdeable
record DevTokenBody(String token, String sessionId, long expiresIn, String traceId) {
  @Override
  public String toString() {
    return "DevTokenBody[hidden]";
  }
}
