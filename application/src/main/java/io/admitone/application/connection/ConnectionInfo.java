package io.admitone.application.connection;

import io.admitone.domain.identity.ClientId;
import io.admitone.domain.identity.SessionId;
import io.admitone.domain.ticket.Grant;
import java.util.Optional;

/**
 * Who is on the other end of a socket.
 *
 * @param id this socket's name
 * @param endpoint the door it came through
 * @param client the browser's own name for itself, never trusted as identity
 * @param role as what it is treated
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

  /** The session its ticket belonged to; empty where there was none. */
  public Optional<SessionId> session() {
    return grant.map(g -> g.identity().session());
  }
}
