package io.admitone.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.admitone.application.ticket.IssueResult;
import io.micronaut.serde.annotation.Serdeable;
import java.time.Duration;
import java.util.Optional;

/**
 * A ticket on its way to the page that asked for it.
 *
 * @param expiresInSeconds repeats {@code ttlSeconds}: clients of two generations read one or the
 *     other
 * @param connectAfterMs there where sockets are arriving faster than they should
 */
@Serdeable
@JsonInclude(JsonInclude.Include.NON_ABSENT)
record TicketBody(
    String ticket,
    long ttlSeconds,
    long expiresInSeconds,
    String expiresAt,
    String traceId,
    Optional<Long> connectAfterMs) {

  static TicketBody of(IssueResult.Issued issued, String traceId) {
    long ttlSeconds = issued.ttl().toSeconds();
    return new TicketBody(
        issued.ticket().reveal(),
        ttlSeconds,
        ttlSeconds,
        issued.expiresAt().toString(),
        traceId,
        issued.connectAfter().map(Duration::toMillis));
  }

  @Override
  public String toString() {
    return "TicketBody[hidden]";
  }
}
