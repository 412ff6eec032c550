package io.admitone.ws;

/**
 * Why an upgrade is refused in HTTP, which a page cannot read. Every other refusal is made after
 * the upgrade, by an error message and a close code.
 */
public enum UpgradeRefusal {
  /** The request is not an opening handshake of RFC 6455 section 4.2.1; HTTP 400. */
  BAD_HANDSHAKE,
  /** Another version than 13 is asked for; HTTP 426 with {@code Sec-WebSocket-Version: 13}. */
  UNSUPPORTED_WEBSOCKET_VERSION,
  /** A foreign, opaque or ambiguous {@code Origin}; HTTP 403. */
  ORIGIN_NOT_ALLOWED,
  /** This process says goodbye; HTTP 503 with {@code Retry-After}. */
  DRAINING,
  /** No place is left; HTTP 503 with {@code Retry-After}. */
  SERVER_FULL
}
