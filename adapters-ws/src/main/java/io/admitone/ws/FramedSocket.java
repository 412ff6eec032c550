package io.admitone.ws;

import io.admitone.application.connection.CloseCode;
import io.admitone.application.connection.Endpoint;
import io.admitone.application.telemetry.TelemetryEvent.Closing;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrameDecoder;
import io.netty.util.CharsetUtil;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The part of RFC 6455 that is the same for every socket: what is heard is counted, checked and put
 * together to messages, and control frames are answered.
 *
 * <p>Only for use on the channel's event loop.
 */
abstract class FramedSocket extends SpeakingSocket {
  private static final Logger LOG = LoggerFactory.getLogger(FramedSocket.class);

  /** The first of the three reserved bits, which RFC 7692 gives to compressed messages. */
  private static final int DEFLATED = 4;

  /** RFC 6455 section 7.4.2. */
  private static final int HIGHEST_CLOSE_CODE = 4999;

  /** The state of the bucket from which each frame but the goodbye takes a token. */
  private long framesFullAt;

  /** Null between messages. */
  private Pieces pieces;

  FramedSocket(Sockets sockets, Channel channel, Endpoint endpoint) {
    super(sockets, channel, endpoint);
    framesFullAt = sockets.nanoTime();
  }

  /** A whole text message, known to be UTF-8. The buffer is only lent. */
  abstract void onText(ByteBuf text);

  /** The peer answered a control ping, or sends control pongs of its own accord. */
  abstract void onControlPong();

  /** The connection is gone; called once. */
  abstract void onGone(Closing how);

  @Override
  final void onGoodbye() {
    dropPieces();
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
    channel().config().setAutoRead(channel().isWritable() || !isOpen());
  }

  @Override
  public final void channelInactive(ChannelHandlerContext ctx) {
    end()
        .ifPresent(
            how -> {
              dropPieces();
              onGone(how);
            });
  }

  /** Deprecated for outbound handlers only. */
  @Override
  @SuppressWarnings("deprecation")
  public final void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof CorruptedWebSocketFrameException violation) {
      stopListening(codeOf(violation));
    } else if (cause instanceof IOException) {
      channel().close();
    } else {
      // Its message may quote what a client sent.
      LOG.error("a socket failed: {}", Failures.describe(cause));
      stopListening(CloseCode.INTERNAL_ERROR);
    }
  }

  private void onFrame(WebSocketFrame frame) {
    if (!isOpen()) {
      onFrameAfterGoodbye(frame);
    } else if (frame.rsv() != 0 && !isDeflated(frame)) {
      stopListening(CloseCode.PROTOCOL_ERROR);
    } else if (frame instanceof CloseWebSocketFrame close) {
      onGoodbye(close.statusCode());
    } else if (takeFrameToken()) {
      onFrameInTime(frame);
    } else {
      stopListening(CloseCode.POLICY_VIOLATION);
    }
  }

  private void onFrameAfterGoodbye(WebSocketFrame frame) {
    if (frame instanceof CloseWebSocketFrame) {
      // The answer to our goodbye. The server ends the connection first (RFC 6455 section 7.1.1).
      channel().close();
    } else if (!takeFrameToken()) {
      // Who goes on flooding is not worth the work of taking frames apart.
      removeDecoder();
    }
  }

  private void onGoodbye(int code) {
    // The decoder knows what is not allowed below it, and takes any number above for a private one.
    if (code > HIGHEST_CLOSE_CODE) {
      stopListening(CloseCode.PROTOCOL_ERROR);
    } else {
      answerGoodbye(code);
    }
  }

  private void onFrameInTime(WebSocketFrame frame) {
    if (frame instanceof PingWebSocketFrame) {
      sendControl(Frames.pong(alloc(), frame.content()));
    } else if (frame instanceof PongWebSocketFrame) {
      onControlPong();
    } else if (frame instanceof BinaryWebSocketFrame) {
      sayGoodbye(CloseCode.UNSUPPORTED_DATA);
    } else {
      onPiece(frame);
    }
  }

  private boolean isDeflated(WebSocketFrame frame) {
    boolean mayBe = frame instanceof TextWebSocketFrame || frame instanceof BinaryWebSocketFrame;
    return deflates() && mayBe && frame.rsv() == DEFLATED;
  }

  private boolean takeFrameToken() {
    long before = framesFullAt;
    framesFullAt = sockets().frameBucket().take(before, sockets().nanoTime());
    return framesFullAt != before;
  }

  private void onPiece(WebSocketFrame frame) {
    if (pieces == null && frame.isFinalFragment()) {
      onWhole(frame.content(), frame.rsv() == DEFLATED);
      return;
    }
    if (pieces == null) {
      pieces = new Pieces(alloc(), frame.rsv() == DEFLATED);
    }
    if (!pieces.add(frame.content(), maxMessageBytes())) {
      sayGoodbye(CloseCode.MESSAGE_TOO_BIG);
    } else if (frame.isFinalFragment()) {
      joinPieces();
    }
  }

  private void joinPieces() {
    Pieces whole = pieces;
    pieces = null;
    try {
      onWhole(whole.joined(), whole.areDeflated());
    } finally {
      whole.release();
    }
  }

  private void onWhole(ByteBuf message, boolean deflated) {
    if (!deflated) {
      onPlain(message);
      return;
    }
    ByteBuf text = alloc().buffer();
    try {
      switch (Deflation.ofThisThread().inflate(message, text, maxMessageBytes())) {
        case WHOLE -> onPlain(text);
        case TOO_BIG -> sayGoodbye(CloseCode.MESSAGE_TOO_BIG);
        case CORRUPT -> stopListening(CloseCode.PROTOCOL_ERROR);
      }
    } finally {
      text.release();
    }
  }

  private void onPlain(ByteBuf text) {
    if (ByteBufUtil.isText(text, CharsetUtil.UTF_8)) {
      onText(text);
    } else {
      sayGoodbye(CloseCode.INVALID_UTF8);
    }
  }

  private void dropPieces() {
    if (pieces != null) {
      pieces.release();
      pieces = null;
    }
  }

  /** What still comes cannot be understood, so nobody tries. */
  private void stopListening(CloseCode why) {
    if (isOpen()) {
      removeDecoder();
      breakOff(why);
    } else {
      channel().close();
    }
  }

  private void removeDecoder() {
    if (channel().pipeline().get(WebSocketFrameDecoder.class) != null) {
      channel().pipeline().remove(WebSocketFrameDecoder.class);
    }
  }

  private int maxMessageBytes() {
    return sockets().policy().limits().maxMessageBytes();
  }

  private static CloseCode codeOf(CorruptedWebSocketFrameException violation) {
    return switch (violation.closeStatus().code()) {
      case 1007 -> CloseCode.INVALID_UTF8;
      case 1009 -> CloseCode.MESSAGE_TOO_BIG;
      default -> CloseCode.PROTOCOL_ERROR;
    };
  }
}
