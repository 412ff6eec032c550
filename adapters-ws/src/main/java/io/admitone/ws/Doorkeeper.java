package io.admitone.ws;

import io.admitone.application.connection.Admission;
import io.admitone.application.connection.AdmitConnection;
import io.admitone.application.connection.AllowedOrigins;
import io.admitone.application.connection.ClientRole;
import io.admitone.application.connection.CloseCode;
import io.admitone.application.connection.ConnectRequest;
import io.admitone.application.connection.Endpoint;
import io.admitone.application.lifecycle.ServiceState;
import io.admitone.application.rooms.VisitRooms;
import io.admitone.application.telemetry.TraceId;
import io.admitone.domain.identity.ClientId;
import io.admitone.domain.identity.Origin;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Decides about requests for a socket: first in HTTP, then who may stay. Thread-safe. */
@Singleton
final class Doorkeeper {
  /** What a browser sends for a page without an origin of its own; nobody's, so never allowed. */
  private static final String OPAQUE_ORIGIN = "null";

  private final Function<ConnectRequest, CompletionStage<Admission>> admit;
  private final ServiceState state;
  private final AllowedOrigins origins;
  private final UpgradeRefusals refusals;
  private final Sockets sockets;
  private final VisitRooms rooms;

  @Inject
  Doorkeeper(
      AdmitConnection admit,
      ServiceState state,
      AllowedOrigins origins,
      UpgradeRefusals refusals,
      Sockets sockets,
      VisitRooms rooms) {
    this(admit::admit, state, origins, refusals, sockets, rooms);
  }

  Doorkeeper(
      Function<ConnectRequest, CompletionStage<Admission>> admit,
      ServiceState state,
      AllowedOrigins origins,
      UpgradeRefusals refusals,
      Sockets sockets,
      VisitRooms rooms) {
    this.admit = admit;
    this.state = state;
    this.origins = origins;
    this.refusals = refusals;
    this.sockets = sockets;
    this.rooms = rooms;
  }

  Sockets sockets() {
    return sockets;
  }

  VisitRooms rooms() {
    return rooms;
  }

  boolean isDraining() {
    return state.isDraining();
  }

  /** The socket path of a request; empty where the request is none of ours. */
  Optional<SocketPath> pathOf(HttpRequest request) {
    return SocketPath.of(request.uri(), sockets.policy().legacyEcho());
  }

  Reception receive(SocketPath path, HttpRequest request) {
    String traceId = traceIdOf(request);
    return Handshake.faultOf(request)
        .or(() -> foreignOrigin(request))
        .or(this::draining)
        .<Reception>map(why -> new Reception.Refused(why, traceId))
        .orElseGet(() -> welcome(path, request, traceId));
  }

  UpgradeRefusals.Answer answer(Reception.Refused refused) {
    return refusals.answer(refused.why(), refused.traceId());
  }

  /** The stage may complete on any thread, and may fail. */
  CompletionStage<Admission> admit(Reception.Welcome welcome) {
    try {
      return welcome.path().endpoint() == Endpoint.LEGACY
          ? CompletableFuture.completedFuture(admitToEcho(welcome.path().segment()))
          : admit.apply(welcome.request());
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private Admission admitToEcho(String clientId) {
    return ClientId.parse(clientId)
        .<Admission>map(
            client ->
                new Admission.Admitted(
                    client,
                    ClientRole.FRONTEND,
                    Optional.empty(),
                    sockets.connections().revocationMark()))
        .orElse(new Admission.Refused(CloseCode.INVALID_CLIENT_ID));
  }

  private Reception welcome(SocketPath path, HttpRequest request, String traceId) {
    boolean deflates =
        sockets.policy().compression() && DeflateOffer.isAcceptable(request.headers());
    try {
      return new Reception.Welcome(
          path,
          Introduction.of(path.endpoint(), request, originOf(request), traceId),
          deflates,
          Handshake.accept(request, Introduction.subprotocolOf(request), deflates, traceId),
          sockets.nanoTime());
    } catch (IllegalArgumentException e) {
      return new Reception.Refused(UpgradeRefusal.BAD_HANDSHAKE, traceId);
    }
  }

  private Optional<UpgradeRefusal> foreignOrigin(HttpRequest request) {
    List<String> given = request.headers().getAll(HttpHeaderNames.ORIGIN);
    boolean welcome =
        given.isEmpty()
            || (given.size() == 1 && originOf(request).filter(this::isAllowed).isPresent());
    return welcome ? Optional.empty() : Optional.of(UpgradeRefusal.ORIGIN_NOT_ALLOWED);
  }

  private boolean isAllowed(Origin origin) {
    return !origin.value().equals(OPAQUE_ORIGIN) && origins.allows(origin);
  }

  /** Empty also where the header's value cannot be an origin. */
  private static Optional<Origin> originOf(HttpRequest request) {
    return Optional.ofNullable(request.headers().get(HttpHeaderNames.ORIGIN))
        .filter(value -> !value.isBlank() && value.length() <= Origin.MAX_LENGTH)
        .map(Origin::new);
  }

  private Optional<UpgradeRefusal> draining() {
    return isDraining() ? Optional.of(UpgradeRefusal.DRAINING) : Optional.empty();
  }

  private static String traceIdOf(HttpRequest request) {
    return TraceId.from(
        Optional.ofNullable(request.headers().get(Handshake.TRACEPARENT)),
        Optional.ofNullable(request.headers().get(Handshake.TRACE_ID)));
  }
}
