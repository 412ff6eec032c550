package io.admitone.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.admitone.application.connection.Connection;
import io.admitone.application.connection.ConnectionActivity;
import io.admitone.application.connection.ConnectionId;
import io.admitone.application.connection.ConnectionInfo;
import io.admitone.application.operator.ListConnections;
import io.micronaut.serde.annotation.Serdeable;
import java.util.List;
import java.util.Optional;

/**
 * A page of open sockets in the order of their ids.
 *
 * @param total open sockets of this process, whatever was asked for
 * @param next what {@code after} has to be for the following page; absent on the last one
 */
@Serdeable
// By default an empty list would be left out.
@JsonInclude(JsonInclude.Include.NON_ABSENT)
record ConnectionsBody(List<Socket> connections, int total, Optional<String> next, String traceId) {

  static ConnectionsBody of(ListConnections.Page page, int total, String traceId) {
    return new ConnectionsBody(
        page.connections().stream().map(ConnectionsBody::socket).toList(),
        total,
        page.next().map(ConnectionId::value),
        traceId);
  }

  private static Socket socket(Connection connection) {
    ConnectionInfo info = connection.info();
    ConnectionActivity activity = connection.activity();
    return new Socket(
        info.id().value(),
        info.client().value(),
        info.grant().map(grant -> grant.identity().user().value()),
        info.session().map(session -> session.value()),
        info.role().wireName(),
        info.endpoint().label(),
        activity.openFor().toSeconds(),
        activity.messagesIn(),
        activity.messagesOut(),
        info.traceId());
  }

  /**
   * @param userId absent where it was admitted without a ticket, as is the session's id
   * @param traceId of its upgrade request, for its lines in the log
   */
  @Serdeable
  record Socket(
      String connectionId,
      String clientId,
      Optional<String> userId,
      Optional<String> sessionId,
      String role,
      String endpoint,
      long openForSeconds,
      long messagesIn,
      long messagesOut,
      String traceId) {}
}
