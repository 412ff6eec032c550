package io.admitone.ws;

import io.netty.channel.Channel;

/** The end of patience with a peer that was told goodbye in HTTP and does not go. */
final class CutOff extends HeartbeatWheel.Entry {
  private final Channel channel;

  private CutOff(Channel channel) {
    this.channel = channel;
  }

  /** Closes the channel after the close timeout, unless it is closed by then. */
  static void start(Sockets sockets, Channel channel) {
    CutOff cutOff = new CutOff(channel);
    EventLoopWheel wheel = sockets.loopOf(channel.eventLoop()).wheel();
    wheel.schedule(cutOff, sockets.nanoTime() + sockets.policy().closeTimeout().toNanos());
    channel.closeFuture().addListener(closed -> wheel.cancel(cutOff));
  }

  @Override
  void due(long now) {
    channel.close();
  }
}
