package io.admitone.ws;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands between the HTTP codec and Micronaut's own handlers, one for each HTTP connection, and
 * takes the requests for a socket out of the stream. Everything else passes untouched.
 *
 * <p>Answers keep the order of their requests: a request for a socket that was sent behind others
 * waits until those have been answered. Whoever sends on behind it without waiting gets no socket,
 * since nobody could tell which protocol the bytes belong to.
 */
final class SocketUpgradeHandler extends ChannelDuplexHandler {
  private static final Logger LOG = LoggerFactory.getLogger(SocketUpgradeHandler.class);

  private final Doorkeeper doorkeeper;
  private State state = State.HTTP;

  /** Requests that Micronaut has and has not answered. */
  private int unanswered;

  /** Null until a socket is asked for. */
  private Reception reception;

  private boolean requestEnded;

  /** Whether the head of a request has come and its end has not. */
  private boolean inRequest;

  /** Whether a request has ended in what was read last. */
  private boolean arrived;

  /** Null before the handler is in its pipeline. */
  private CutOff cutOff;

  SocketUpgradeHandler(Doorkeeper doorkeeper) {
    this.doorkeeper = doorkeeper;
  }

  /** A connection that was made to say something has to say it. */
  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    cutOff = new CutOff(doorkeeper.sockets(), ctx.channel());
    cutOff.after(limits().handshakeTimeout());
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    cutOff.cancel();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    watchArrival(message);
    switch (state) {
      case HTTP -> onHttp(ctx, message);
      case ASKED -> onRestOfRequest(ctx, message);
      case REFUSED -> ReferenceCountUtil.release(message);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    awaitRest();
    // Micronaut asks for the next read when it hears of this.
    if (state != State.REFUSED) {
      ctx.fireChannelReadComplete();
    }
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    if (endsAnswer(message) && --unanswered == 0 && state == State.ASKED) {
      // Later, because Micronaut is in the middle of its own write.
      ctx.executor().execute(() -> proceed(ctx));
    }
    ctx.write(message, promise);
  }

  /** Nobody behind this handler would answer once the request has been taken out. */
  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (state == State.HTTP) {
      ctx.fireExceptionCaught(cause);
    } else {
      giveUp(ctx, cause);
    }
  }

  /** The time for a request ends with its last byte, and not when it is answered. */
  private void watchArrival(Object message) {
    inRequest |= message instanceof HttpRequest;
    if (message instanceof LastHttpContent) {
      inRequest = false;
      arrived = true;
      if (state != State.REFUSED) {
        cutOff.cancel();
      }
    }
  }

  /** Bytes came that end no request: the rest of it must come in time, however slowly it drips. */
  private void awaitRest() {
    boolean partial = inRequest || !arrived;
    arrived = false;
    if (partial && state != State.REFUSED && !cutOff.isRunning()) {
      cutOff.after(limits().handshakeTimeout());
    }
  }

  private SocketLimits limits() {
    return doorkeeper.sockets().policy().limits();
  }

  private void onHttp(ChannelHandlerContext ctx, Object message) {
    if (message instanceof HttpRequest request) {
      Optional<SocketPath> path = doorkeeper.pathOf(request);
      if (path.isPresent()) {
        state = State.ASKED;
        reception = doorkeeper.receive(path.get(), request);
        ReferenceCountUtil.release(message);
        proceed(ctx);
        return;
      }
      unanswered++;
    }
    ctx.fireChannelRead(message);
  }

  private void onRestOfRequest(ChannelHandlerContext ctx, Object message) {
    if (requestEnded && reception instanceof Reception.Welcome welcome) {
      reception = new Reception.Refused(UpgradeRefusal.BAD_HANDSHAKE, welcome.request().traceId());
    }
    requestEnded |= message instanceof LastHttpContent;
    ReferenceCountUtil.release(message);
    proceed(ctx);
  }

  private void proceed(ChannelHandlerContext ctx) {
    if (state != State.ASKED || unanswered > 0) {
      return;
    }
    try {
      answer(ctx);
    } catch (RuntimeException e) {
      giveUp(ctx, e);
    }
  }

  private void answer(ChannelHandlerContext ctx) {
    if (reception instanceof Reception.Refused refused) {
      refuse(ctx, refused);
    } else if (requestEnded) {
      accept(ctx, (Reception.Welcome) reception);
    }
  }

  private static void giveUp(ChannelHandlerContext ctx, Throwable cause) {
    if (!(cause instanceof IOException)) {
      LOG.error("an upgrade failed: {}", Failures.describe(cause));
    }
    ctx.close();
  }

  private void accept(ChannelHandlerContext ctx, Reception.Welcome welcome) {
    Sockets sockets = doorkeeper.sockets();
    if (!sockets.takePlace()) {
      refuse(ctx, new Reception.Refused(UpgradeRefusal.SERVER_FULL, welcome.request().traceId()));
      return;
    }
    ctx.channel().closeFuture().addListener(sockets.givePlaceBack());
    if (welcome.deflates()) {
      ctx.channel().attr(Deflation.NEGOTIATED).set(true);
    }
    ctx.write(welcome.acceptance());
    AdmissionHandler admission = new AdmissionHandler(doorkeeper, welcome);
    ctx.pipeline().replace(this, null, admission);
    // Last, for the codec hands on what it has already read beyond the request.
    ctx.pipeline().remove(HttpServerCodec.class);
    admission.begin();
  }

  private void refuse(ChannelHandlerContext ctx, Reception.Refused refused) {
    state = State.REFUSED;
    ctx.channel().config().setAutoRead(true);
    cutOff.after(doorkeeper.sockets().policy().closeTimeout());
    ctx.writeAndFlush(explain(refused)).addListener(HalfClose.AFTER_WRITE);
  }

  private FullHttpResponse explain(Reception.Refused refused) {
    try {
      UpgradeRefusals.Answer answer = doorkeeper.answer(refused);
      FullHttpResponse response =
          errorResponse(HttpResponseStatus.valueOf(answer.status()), answer.body());
      answer.headers().forEach(response.headers()::add);
      return response;
    } catch (RuntimeException e) {
      LOG.error("a refused upgrade could not be explained: {}", Failures.describe(e));
      return errorResponse(HttpResponseStatus.INTERNAL_SERVER_ERROR, new byte[0]);
    }
  }

  private static FullHttpResponse errorResponse(HttpResponseStatus status, byte[] body) {
    FullHttpResponse response =
        new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.wrappedBuffer(body));
    response
        .headers()
        .set(HttpHeaderNames.CONTENT_LENGTH, body.length)
        .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    return response;
  }

  /** An interim answer, such as 100 Continue, ends nothing. */
  private static boolean endsAnswer(Object message) {
    boolean interim =
        message instanceof HttpResponse response
            && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
    return message instanceof LastHttpContent && !interim;
  }

  private enum State {
    /** Nobody has asked for a socket on this connection. */
    HTTP,
    /** Somebody has, and it is not his turn yet or his request has not ended. */
    ASKED,
    /** He was refused; what still comes is thrown away. */
    REFUSED
  }
}
