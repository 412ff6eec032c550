package io.admitone.application.connection;

import io.admitone.domain.identity.ClientId;
import io.admitone.domain.identity.SessionId;
import io.admitone.domain.ticket.Grant;
import java.util.Optional;

/**
 * Who is on the other end of a socket.
 *
 * @param grant what its ticket stood for; empty for a socket that was admitted without one
 * @param traceId of the upgrade request
 */
public record ConnectionInfo(
    ConnectionId id,
    Endpoint endpoint,
    ClientId client,
    ClientRole role,
    Optional<Grant> grant,
    String traceId) {

  public Optional<SessionId> session() {
    return grant.map(g -> g.identity().session());
  }
}
