package io.admitone.ws;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;

/**
 * What waits on a channel because its peer has not read it. Netty keeps the queue and counts it, in
 * bytes and with what each entry costs by itself, so that no number of small messages escapes the
 * limit. A frame that is shared counts in full for each socket.
 *
 * <p>Only for use on the channel's event loop.
 */
final class SendQueue {
  private SendQueue() {}

  /**
   * Whether a message may be added. A message alone always may, however long it is. What was
   * written and not flushed yet says nothing about the peer, so it is flushed before the verdict.
   *
   * @param bytes of the message
   * @param most the bytes that may wait
   */
  static boolean hasRoom(Channel channel, int bytes, int most) {
    if (fits(channel, bytes, most)) {
      return true;
    }
    channel.flush();
    return fits(channel, bytes, most);
  }

  private static boolean fits(Channel channel, int bytes, int most) {
    long waiting = waiting(channel);
    return waiting == 0 || waiting + bytes <= most;
  }

  /** Bytes that wait; 0 for a channel that is closed. */
  private static long waiting(Channel channel) {
    ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
    return buffer == null ? 0 : buffer.totalPendingWriteBytes();
  }
}
