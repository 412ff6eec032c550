package io.admitone.ws;

import io.admitone.application.connection.ConnectRequest;
import io.netty.handler.codec.http.FullHttpResponse;

/** What becomes of a request for a socket, as far as HTTP is concerned. */
sealed interface Reception {

  /**
   * Nothing speaks against it: the upgrade is accepted, and then it is decided who may stay.
   *
   * @param deflates whether the acceptance agrees to compression
   * @param acceptance the answer that switches protocols
   * @param arrivedAt when the request came, in nanoseconds of the monotonic clock
   */
  record Welcome(
      SocketPath path,
      ConnectRequest request,
      boolean deflates,
      FullHttpResponse acceptance,
      long arrivedAt)
      implements Reception {}

  /** It is refused in HTTP. */
  record Refused(UpgradeRefusal why, String traceId) implements Reception {}
}
