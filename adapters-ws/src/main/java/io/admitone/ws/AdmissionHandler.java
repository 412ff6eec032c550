package io.admitone.ws;

import io.admitone.application.connection.Admission;
import io.admitone.application.connection.CloseCode;
import io.admitone.application.connection.ConnectionId;
import io.admitone.application.connection.ConnectionInfo;
import io.admitone.application.connection.Endpoint;
import io.admitone.application.telemetry.TelemetryEvent.ConnectionRefused;
import io.micronaut.http.netty.channel.ChannelPipelineCustomizer;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a socket's place between the accepted upgrade and the decision who may stay. Nothing is
 * read meanwhile; bytes that came along with the upgrade request are kept for the socket.
 */
final class AdmissionHandler extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(AdmissionHandler.class);

  private final Doorkeeper doorkeeper;
  private final Sockets sockets;
  private final Reception.Welcome welcome;
  private final List<Object> early = new ArrayList<>(1);
  private ChannelHandlerContext ctx;

  AdmissionHandler(Doorkeeper doorkeeper, Reception.Welcome welcome) {
    this.doorkeeper = doorkeeper;
    this.sockets = doorkeeper.sockets();
    this.welcome = welcome;
  }

  /** Asks for the decision. Where it is there at once, it leaves together with the upgrade. */
  void begin() {
    // Micronaut reads by hand; so do we until somebody is there to take what is read.
    ctx.channel().config().setAutoRead(false);
    doorkeeper
        .admit(welcome)
        .whenComplete((admission, failure) -> onLoop(() -> settle(admission, failure)));
    ctx.channel().flush();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    this.ctx = ctx;
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    early.forEach(ReferenceCountUtil::release);
    early.clear();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    early.add(message);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    // Not handed on: Micronaut would ask for more.
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    // Nobody behind this handler has anything to write.
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ctx.close();
  }

  private void onLoop(Runnable step) {
    if (ctx.executor().inEventLoop()) {
      step.run();
    } else {
      ctx.executor().execute(step);
    }
  }

  private void settle(Admission admission, Throwable failure) {
    if (ctx.isRemoved() || !ctx.channel().isActive()) {
      return;
    }
    Admission decision =
        failure == null ? admission : new Admission.Refused(CloseCode.HANDSHAKE_ERROR);
    try {
      decision.fold(this::letIn, this::turnAway);
    } catch (RuntimeException e) {
      LOG.error("a socket could not be opened: {}", Failures.describe(e));
      ctx.close();
    }
  }

  private AdmittedSocket letIn(Admission.Admitted admitted) {
    AdmittedSocket socket = socketOf(admitted);
    takeOver(socket, () -> open(socket, admitted.revocationMark()));
    return socket;
  }

  private RefusedSocket turnAway(Admission.Refused refused) {
    RefusedSocket socket = new RefusedSocket(sockets, ctx.channel(), endpoint());
    takeOver(socket, () -> refuse(socket, refused.code()));
    return socket;
  }

  /** From its registration on anybody may close the socket, so it is the one that is refused. */
  private void open(AdmittedSocket socket, long revocationMark) {
    Optional<CloseCode> objection = sockets.connections().add(socket, revocationMark);
    if (objection.isPresent()) {
      refuse(socket, objection.get());
      return;
    }
    socket.open(welcome.arrivedAt());
    if (doorkeeper.isDraining()) {
      // It may have come too late for the round in which the others are told.
      socket.adviseReconnect(CloseCode.SERVICE_RESTART, sockets.returnOfALatecomer());
    }
  }

  private void refuse(FramedSocket socket, CloseCode why) {
    sockets.record(new ConnectionRefused(endpoint(), why, welcome.request().traceId()));
    socket.turnAway(why);
  }

  private AdmittedSocket socketOf(Admission.Admitted admitted) {
    ConnectionInfo info =
        new ConnectionInfo(
            ConnectionId.random(),
            endpoint(),
            admitted.client(),
            admitted.role(),
            admitted.grant(),
            welcome.request().traceId());
    return switch (endpoint()) {
      case CLIENT -> new ClientSocket(sockets, ctx.channel(), info);
      case ROOMS -> new RoomSocket(sockets, doorkeeper.rooms(), ctx.channel(), info);
      case LEGACY -> new LegacySocket(sockets, ctx.channel(), info);
    };
  }

  /** Puts the socket where HTTP was; its first words go before the bytes that came early. */
  private void takeOver(FramedSocket socket, Runnable firstWords) {
    ChannelPipeline pipeline = ctx.pipeline();
    pipeline.addAfter(ctx.name(), null, socket);
    pipeline.addAfter(ctx.name(), null, frameDecoder());
    ctx.channel().config().setAutoRead(true);
    socket.holdFlush();
    firstWords.run();
    early.forEach(ctx::fireChannelRead);
    early.clear();
    ctx.fireChannelReadComplete();
    removeHttp(pipeline, socket);
  }

  private void removeHttp(ChannelPipeline pipeline, FramedSocket socket) {
    pipeline.remove(this);
    if (pipeline.get(ChannelPipelineCustomizer.HANDLER_IDLE_STATE) != null) {
      pipeline.remove(ChannelPipelineCustomizer.HANDLER_IDLE_STATE);
    }
    while (pipeline.last() != socket) {
      pipeline.removeLast();
    }
  }

  private WebSocket13FrameDecoder frameDecoder() {
    return new WebSocket13FrameDecoder(
        WebSocketDecoderConfig.newBuilder()
            .maxFramePayloadLength(sockets.policy().limits().maxMessageBytes())
            .allowExtensions(welcome.deflates())
            .closeOnProtocolViolation(false)
            .build());
  }

  private Endpoint endpoint() {
    return welcome.path().endpoint();
  }
}
