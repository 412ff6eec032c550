package io.admitone.application.operator;

import io.admitone.application.connection.CloseCode;
import io.admitone.application.connection.Connection;
import io.admitone.application.connection.ConnectionId;
import io.admitone.application.connection.OpenConnections;
import io.admitone.application.telemetry.Telemetry;
import io.admitone.application.telemetry.TelemetryEvent.ConnectionEndedByOperator;
import io.admitone.domain.identity.SessionId;
import java.util.Optional;

/**
 * Ends one socket of this process, as if its session had been revoked. The session itself goes on:
 * its page may come back with a fresh ticket.
 *
 * <p>Thread-safe; returns at once.
 */
public final class EndConnection {
  private final OpenConnections connections;
  private final Telemetry telemetry;

  public EndConnection(OpenConnections connections, Telemetry telemetry) {
    this.connections = connections;
    this.telemetry = telemetry;
  }

  /**
   * Ends the socket of that name.
   *
   * @param operator who asks
   * @param traceId of the request
   * @return false if there is no such socket here
   */
  public boolean end(ConnectionId id, SessionId operator, String traceId) {
    Optional<Connection> open = connections.find(id);
    open.ifPresent(
        connection -> {
          connection.close(CloseCode.SESSION_REVOKED);
          telemetry.record(new ConnectionEndedByOperator(id, operator, traceId));
        });
    return open.isPresent();
  }
}
