package io.admitone.ws;

import io.admitone.application.connection.CloseCode;
import io.admitone.application.connection.Endpoint;
import io.admitone.application.telemetry.MessageLabel;
import io.admitone.application.telemetry.TelemetryEvent.Closing;
import io.admitone.application.telemetry.TelemetryEvent.SendFailed;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrameDecoder;
import io.netty.util.CharsetUtil;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The part of RFC 6455 that is the same for every socket: messages are put together and checked,
 * control frames answered, and the goodbye is said once, by whichever side begins it.
 *
 * <p>Only for use on the channel's event loop.
 */
abstract class FramedSocket extends LastHandler {
  private static final Logger LOG = LoggerFactory.getLogger(FramedSocket.class);

  private static final AtomicIntegerFieldUpdater<FramedSocket> HANDED_OVER =
      AtomicIntegerFieldUpdater.newUpdater(FramedSocket.class, "handedOver");

  private static final SendFailed SLOW_CONSUMER = new SendFailed(SendFailed.Reason.SLOW_CONSUMER);

  private final Sockets sockets;
  private final Endpoint endpoint;
  private Phase phase = Phase.OPEN;
  private Closing closing = Closing.lost();

  /** Bytes of messages that other threads sent and the event loop has not seen. */
  private volatile int handedOver;

  /** The beginning of a message that comes in pieces; null between messages. */
  private ByteBuf pieces;

  FramedSocket(Sockets sockets, Channel channel, Endpoint endpoint) {
    super(channel, sockets.loopOf(channel.eventLoop()));
    this.sockets = sockets;
    this.endpoint = endpoint;
  }

  /** A whole text message, known to be UTF-8. The buffer is only lent. */
  abstract void onText(ByteBuf text);

  /** The peer answered a control ping, or sends control pongs of its own accord. */
  abstract void onControlPong();

  /** The deadline that was set while the socket was open. */
  abstract void onDeadline(long now);

  /** The connection is gone; called once. */
  abstract void onGone(Closing how);

  final Sockets sockets() {
    return sockets;
  }

  final boolean isOpen() {
    return phase == Phase.OPEN;
  }

  final void setDeadline(long due) {
    loop().wheel().schedule(this, due);
  }

  /**
   * Sends a message, or throws it away if the goodbye has begun. It begins here if too much waits
   * for the peer already.
   *
   * @return whether it was handed to the channel
   */
  final boolean send(ByteBuf frame, MessageLabel label) {
    if (!hasRoomFor(frame.readableBytes())) {
      frame.release();
      return false;
    }
    write(frame).addListener(sockets.countIfFailed());
    sockets.record(label.sent());
    return true;
  }

  /** Sends a control frame under the same conditions. */
  final void sendControl(ByteBuf frame) {
    if (hasRoomFor(frame.readableBytes())) {
      write(frame);
    } else {
      frame.release();
    }
  }

  /**
   * Has something sent from any thread. What waits for the event loop counts like what waits for
   * the peer.
   *
   * @param bytes about so many will be sent
   */
  final void sendFromAnywhere(int bytes, Runnable step) {
    if (channel().eventLoop().inEventLoop()) {
      step.run();
      return;
    }
    int waiting = HANDED_OVER.addAndGet(this, bytes);
    boolean tooMuch = waiting > bytes && waiting > sockets.policy().limits().sendQueueBytes();
    channel()
        .eventLoop()
        .execute(
            () -> {
              HANDED_OVER.addAndGet(this, -bytes);
              if (tooMuch) {
                giveUpOnSlowPeer();
              } else {
                step.run();
              }
            });
  }

  /**
   * Tells the page why it is not let in, and says goodbye. At the legacy door only the close code
   * tells: its pages take every message for an echo.
   */
  final void turnAway(CloseCode why) {
    if (endpoint != Endpoint.LEGACY) {
      send(Messages.refusal(alloc(), endpoint, why, sockets.now()), MessageLabel.ERROR);
    }
    sayGoodbye(why);
  }

  /** Begins the closing handshake; does nothing if the goodbye has begun. */
  final void sayGoodbye(CloseCode why) {
    endWith(why, ignored -> {});
  }

  @Override
  public final void channelRead(ChannelHandlerContext ctx, Object message) {
    holdFlush();
    try {
      if (message instanceof WebSocketFrame frame) {
        onFrame(frame);
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  /** A peer that does not read what it is sent is not listened to meanwhile. */
  @Override
  public final void channelWritabilityChanged(ChannelHandlerContext ctx) {
    channel().config().setAutoRead(channel().isWritable() || phase != Phase.OPEN);
  }

  @Override
  public final void channelInactive(ChannelHandlerContext ctx) {
    if (phase != Phase.GONE) {
      boolean stopped = phase == Phase.OPEN && channel().eventLoop().isShuttingDown();
      phase = Phase.GONE;
      loop().wheel().cancel(this);
      dropPieces();
      onGone(stopped ? Closing.byServer(CloseCode.GOING_AWAY) : closing);
    }
  }

  /** Deprecated for outbound handlers only. */
  @Override
  @SuppressWarnings("deprecation")
  public final void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof CorruptedWebSocketFrameException violation) {
      breakOff(codeOf(violation));
    } else if (cause instanceof IOException) {
      channel().close();
    } else {
      // Its message may quote what a client sent.
      LOG.error("a socket failed: {}", Failures.describe(cause));
      breakOff(CloseCode.INTERNAL_ERROR);
    }
  }

  @Override
  final void due(long now) {
    if (phase == Phase.OPEN) {
      onDeadline(now);
    } else {
      channel().close();
    }
  }

  private boolean hasRoomFor(int bytes) {
    if (phase != Phase.OPEN) {
      return false;
    }
    boolean room = SendQueue.hasRoom(channel(), bytes, sockets.policy().limits().sendQueueBytes());
    if (!room) {
      giveUpOnSlowPeer();
    }
    return room;
  }

  private void giveUpOnSlowPeer() {
    if (phase == Phase.OPEN) {
      sockets.record(SLOW_CONSUMER);
      sayGoodbye(CloseCode.SLOW_CONSUMER);
    }
  }

  private void onFrame(WebSocketFrame frame) {
    if (phase == Phase.OPEN) {
      onFrameWhileOpen(frame);
    } else if (frame instanceof CloseWebSocketFrame) {
      // The answer to our goodbye. The server ends the connection first (RFC 6455 section 7.1.1).
      channel().close();
    }
  }

  private void onFrameWhileOpen(WebSocketFrame frame) {
    if (frame instanceof CloseWebSocketFrame close) {
      answerGoodbye(close.statusCode());
    } else if (frame instanceof PingWebSocketFrame) {
      sendControl(Frames.pong(alloc(), frame.content()));
    } else if (frame instanceof PongWebSocketFrame) {
      onControlPong();
    } else if (frame instanceof BinaryWebSocketFrame) {
      sayGoodbye(CloseCode.UNSUPPORTED_DATA);
    } else {
      onPiece(frame.content(), frame.isFinalFragment());
    }
  }

  private void onPiece(ByteBuf piece, boolean isLast) {
    if (isLast && pieces == null) {
      onWhole(piece);
      return;
    }
    if (pieces == null) {
      pieces = alloc().buffer();
    }
    if (pieces.readableBytes() + piece.readableBytes()
        > sockets.policy().limits().maxMessageBytes()) {
      sayGoodbye(CloseCode.MESSAGE_TOO_BIG);
      return;
    }
    pieces.writeBytes(piece);
    if (isLast) {
      joinPieces();
    }
  }

  private void joinPieces() {
    ByteBuf whole = pieces;
    pieces = null;
    try {
      onWhole(whole);
    } finally {
      whole.release();
    }
  }

  private void onWhole(ByteBuf text) {
    if (ByteBufUtil.isText(text, CharsetUtil.UTF_8)) {
      onText(text);
    } else {
      sayGoodbye(CloseCode.INVALID_UTF8);
    }
  }

  private void dropPieces() {
    ReferenceCountUtil.release(pieces);
    pieces = null;
  }

  /**
   * @param code of the peer's close frame; negative if it gave none
   */
  private void answerGoodbye(int code) {
    boolean hasCode = code >= 0;
    beginClosing(Closing.byClient(hasCode ? code : CloseCode.NO_STATUS));
    ByteBuf answer = hasCode ? Frames.close(alloc(), code, "") : Frames.closeWithoutCode(alloc());
    channel().writeAndFlush(answer).addListener(ChannelFutureListener.CLOSE);
  }

  /** The peer cannot be understood any more, not even its goodbye. */
  private void breakOff(CloseCode why) {
    if (phase == Phase.OPEN) {
      channel().pipeline().remove(WebSocketFrameDecoder.class);
      endWith(why, HalfClose.AFTER_WRITE);
    } else {
      channel().close();
    }
  }

  private void endWith(CloseCode why, ChannelFutureListener then) {
    if (phase == Phase.OPEN) {
      beginClosing(Closing.byServer(why));
      channel().writeAndFlush(Frames.close(alloc(), why.code(), why.reason())).addListener(then);
      channel().config().setAutoRead(true);
    }
  }

  private void beginClosing(Closing how) {
    phase = Phase.CLOSING;
    closing = how;
    dropPieces();
    setDeadline(sockets.nanoTime() + sockets.policy().closeTimeout().toNanos());
  }

  private static CloseCode codeOf(CorruptedWebSocketFrameException violation) {
    return switch (violation.closeStatus().code()) {
      case 1007 -> CloseCode.INVALID_UTF8;
      case 1009 -> CloseCode.MESSAGE_TOO_BIG;
      default -> CloseCode.PROTOCOL_ERROR;
    };
  }

  /** A socket says goodbye at most once, and never speaks after it. */
  private enum Phase {
    OPEN,
    CLOSING,
    GONE
  }
}
