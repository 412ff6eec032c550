package io.admitone.ws;

import io.admitone.application.connection.ConnectRequest;
import io.admitone.application.connection.Endpoint;
import io.admitone.application.telemetry.TraceId;
import io.admitone.domain.identity.Origin;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** How somebody introduces himself in the query and the subprotocols of an upgrade request. */
final class Introduction {
  private static final String SUBPROTOCOL = "admitone.v1";

  private static final String TICKET_SUBPROTOCOL = "admitone.ticket.";

  private Introduction() {}

  /**
   * @throws IllegalArgumentException if the query cannot be decoded
   */
  static ConnectRequest of(
      Endpoint endpoint, HttpRequest request, Optional<Origin> origin, String traceId) {
    Map<String, List<String>> query =
        new QueryStringDecoder(request.uri(), StandardCharsets.UTF_8).parameters();
    return new ConnectRequest(
        endpoint,
        List.copyOf(query.getOrDefault("client_id", List.of())),
        onlyValue(query, "version"),
        onlyValue(query, "role"),
        tickets(query, subprotocols(request)),
        origin,
        traceId,
        TraceId.validTraceparent(
            Optional.ofNullable(request.headers().get(Handshake.TRACEPARENT))));
  }

  /** The subprotocol to select. A ticket is offered as one too and must never be sent back. */
  static Optional<String> subprotocolOf(HttpRequest request) {
    return subprotocols(request).contains(SUBPROTOCOL)
        ? Optional.of(SUBPROTOCOL)
        : Optional.empty();
  }

  private static List<String> subprotocols(HttpRequest request) {
    List<String> offered = new ArrayList<>();
    for (String line : request.headers().getAll(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL)) {
      for (String name : line.split(",")) {
        offered.add(name.trim());
      }
    }
    return offered;
  }

  private static List<String> tickets(Map<String, List<String>> query, List<String> offered) {
    Set<String> tickets = new LinkedHashSet<>(query.getOrDefault("ticket", List.of()));
    for (String name : offered) {
      if (name.startsWith(TICKET_SUBPROTOCOL)) {
        tickets.add(name.substring(TICKET_SUBPROTOCOL.length()));
      }
    }
    return List.copyOf(tickets);
  }

  /** Two different values are joined to one that nothing matches: nobody can say which counts. */
  private static Optional<String> onlyValue(Map<String, List<String>> query, String name) {
    Set<String> values = new LinkedHashSet<>(query.getOrDefault(name, List.of()));
    return values.isEmpty() ? Optional.empty() : Optional.of(String.join(",", values));
  }
}
