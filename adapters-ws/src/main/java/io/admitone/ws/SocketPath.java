package io.admitone.ws;

import io.admitone.application.connection.Endpoint;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.Optional;

/**
 * The paths at which sockets are opened: {@code /ws/client}, {@code /ws/v2/connect}, and {@code
 * /ws/} with one segment more where the legacy echo is on.
 *
 * @param endpoint the door
 * @param segment what follows {@code /ws/}, decoded; at the legacy door it is the client id
 */
record SocketPath(Endpoint endpoint, String segment) {
  private static final String ROOT = "/ws/";
  private static final String CLIENT = "client";
  private static final String ROOMS = "v2/connect";

  /** The socket path of a request target; empty where it belongs to somebody else. */
  static Optional<SocketPath> of(String target, boolean legacyEcho) {
    if (!target.startsWith(ROOT)) {
      return Optional.empty();
    }
    String segment = target.substring(ROOT.length(), endOfPath(target));
    if (segment.equals(CLIENT)) {
      return Optional.of(new SocketPath(Endpoint.CLIENT, segment));
    }
    if (segment.equals(ROOMS)) {
      return Optional.of(new SocketPath(Endpoint.ROOMS, segment));
    }
    return legacyEcho && !segment.isEmpty() && segment.indexOf('/') < 0
        ? legacy(segment)
        : Optional.empty();
  }

  /** Another spelling of {@code client} is no client id either. */
  private static Optional<SocketPath> legacy(String segment) {
    String id = decode(segment);
    return id.equals(CLIENT) ? Optional.empty() : Optional.of(new SocketPath(Endpoint.LEGACY, id));
  }

  /** What cannot be decoded stays as it is, and is no client id. */
  private static String decode(String segment) {
    try {
      return QueryStringDecoder.decodeComponent(segment);
    } catch (IllegalArgumentException e) {
      return segment;
    }
  }

  private static int endOfPath(String target) {
    for (int i = 0; i < target.length(); i++) {
      if (target.charAt(i) == '?' || target.charAt(i) == '#') {
        return i;
      }
    }
    return target.length();
  }
}
