package io.admitone.http;

import io.admitone.domain.room.Payload;
import java.util.Map;

/** What this module needs of the framework's server, as properties of the application context. */
public final class HttpServerDefaults {
  /** The longest body of a request that brings no message for a room, in bytes. */
  static final int MAX_BODY_BYTES = 8 * 1024;

  /** The longest body that is read, in bytes: a message for a room, and what is around it. */
  static final int MAX_MESSAGE_BODY_BYTES = Payload.MAX_BYTES + MAX_BODY_BYTES;

  /** The longest first line, in bytes. */
  public static final int MAX_REQUEST_LINE_BYTES = 4 * 1024;

  /** All headers together, in bytes: a token of the longest kind and a browser's usual ones. */
  public static final int MAX_HEADERS_BYTES = 16 * 1024;

  private HttpServerDefaults() {}

  /**
   * The limits on requests, and where the routes are. Whoever starts the server adds the port and
   * what concerns the process.
   */
  public static Map<String, Object> properties(HttpSettings settings) {
    return Map.of(
        "admitone.http.base-path",
        settings.basePath(),
        "micronaut.server.max-request-size",
        MAX_MESSAGE_BODY_BYTES,
        "micronaut.server.max-request-buffer-size",
        MAX_MESSAGE_BODY_BYTES,
        "micronaut.server.netty.max-initial-line-length",
        MAX_REQUEST_LINE_BYTES,
        "micronaut.server.netty.max-header-size",
        MAX_HEADERS_BYTES,
        // A small body that inflates into a large one is not worth its risk.
        "micronaut.server.netty.request-decompression-enabled",
        false,
        // The framework's own rule about origins would refuse what AllowedOrigins allows.
        "micronaut.server.cors.localhost-pass-through",
        true);
  }
}
