package io.admitone.domain.ticket;

import io.admitone.domain.identity.Identity;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;

/**
 * What a ticket stands for. It holds no secret and is what a store keeps.
 *
 * @param identity on whose behalf a connection is admitted
 * @param bindings who alone may present the ticket
 * @param createdAt when it was issued, to the millisecond
 * @param expiresAt when it ends, to the millisecond; advice for people, the store's own clock
 *     decides
 * @param traceId of the request that asked for it; at most 64 characters
 */
public record Grant(
    Identity identity, Bindings bindings, Instant createdAt, Instant expiresAt, String traceId) {
  private static final int MAX_TRACE_ID_LENGTH = 64;

  /**
   * @throws IllegalArgumentException if it ends before it begins, or the trace id is too long
   */
  public Grant {
    Objects.requireNonNull(identity);
    Objects.requireNonNull(bindings);
    // Stores keep milliseconds; a grant must come back equal to what was put in.
    createdAt = createdAt.truncatedTo(ChronoUnit.MILLIS);
    expiresAt = expiresAt.truncatedTo(ChronoUnit.MILLIS);
    if (expiresAt.isBefore(createdAt)) {
      throw new IllegalArgumentException("a grant must not end before it begins");
    }
    if (traceId.length() > MAX_TRACE_ID_LENGTH) {
      throw new IllegalArgumentException(
          "a trace id has at most " + MAX_TRACE_ID_LENGTH + " characters");
    }
  }
}
