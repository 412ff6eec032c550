package io.admitone.ws;

import io.netty.channel.Channel;
import java.time.Duration;

/** The end of patience with a peer that still speaks HTTP. Only for use on the channel's loop. */
final class CutOff extends HeartbeatWheel.Entry {
  private final Sockets sockets;
  private final Channel channel;
  private boolean running;

  CutOff(Sockets sockets, Channel channel) {
    this.sockets = sockets;
    this.channel = channel;
  }

  boolean isRunning() {
    return running;
  }

  /** Closes the channel after a time, unless it is cancelled; one that was running is moved. */
  void after(Duration patience) {
    running = true;
    wheel().schedule(this, sockets.nanoTime() + patience.toNanos());
  }

  void cancel() {
    running = false;
    wheel().cancel(this);
  }

  @Override
  void due(long now) {
    running = false;
    channel.close();
  }

  private EventLoopWheel wheel() {
    return sockets.loopOf(channel.eventLoop()).wheel();
  }
}
