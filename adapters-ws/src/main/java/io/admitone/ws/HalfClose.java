package io.admitone.ws;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;

/**
 * The last word to a peer that may still be talking. Closing a connection with unread bytes resets
 * it, and a reset can take away what was sent before it; so only our direction is ended, and what
 * still comes is read and thrown away until the peer ends too or is cut off.
 */
final class HalfClose {
  /** For the write of the last word. */
  static final ChannelFutureListener AFTER_WRITE = sent -> end(sent.channel(), sent.isSuccess());

  private HalfClose() {}

  private static void end(Channel channel, boolean sent) {
    // TLS has no half-closed state that clients agree on.
    boolean plain = channel.pipeline().get(SslHandler.class) == null;
    if (sent && plain && channel instanceof DuplexChannel duplex) {
      duplex.shutdownOutput();
    } else {
      channel.close();
    }
  }
}
