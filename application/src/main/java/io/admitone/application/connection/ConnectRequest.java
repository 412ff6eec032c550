package io.admitone.application.connection;

import io.admitone.domain.identity.Origin;
import java.util.List;
import java.util.Optional;

/**
 * What somebody who opens a socket says of himself, unchecked. It does not print itself: it holds
 * tickets.
 *
 * @param endpoint the door at which they are
 * @param clientIds every {@code client_id} that was given; exactly one is right
 * @param version the protocol version asked for; empty for the default
 * @param role the role asked for; empty for the default
 * @param tickets every ticket that was given, by whatever carrier, each distinct value once
 * @param origin the page's origin, where a browser sent one
 * @param traceId of the upgrade request
 * @param traceparent the span it is a part of, if the caller named one; a valid W3C header
 */
public record ConnectRequest(
    Endpoint endpoint,
    List<String> clientIds,
    Optional<String> version,
    Optional<String> role,
    List<String> tickets,
    Optional<Origin> origin,
    String traceId,
    Optional<String> traceparent) {
  /** Lists are copied. */
  public ConnectRequest {
    clientIds = List.copyOf(clientIds);
    tickets = List.copyOf(tickets);
  }

  @Override
  public String toString() {
    return "ConnectRequest[" + traceId + "]";
  }
}
