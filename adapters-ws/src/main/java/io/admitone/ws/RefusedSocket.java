package io.admitone.ws;

import io.admitone.application.connection.Endpoint;
import io.admitone.application.telemetry.TelemetryEvent.Closing;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;

/** A socket that was accepted only so that its page can read why it is not let in. */
final class RefusedSocket extends FramedSocket {
  RefusedSocket(Sockets sockets, Channel channel, Endpoint endpoint) {
    super(sockets, channel, endpoint);
  }

  @Override
  void onText(ByteBuf text) {}

  @Override
  void onControlPong() {}

  @Override
  void onDeadline(long now) {}

  @Override
  void onGone(Closing how) {}
}
