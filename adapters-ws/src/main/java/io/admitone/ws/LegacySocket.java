package io.admitone.ws;

import io.admitone.application.connection.CloseCode;
import io.admitone.application.connection.ConnectionInfo;
import io.admitone.application.telemetry.MessageLabel;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.time.Duration;

/**
 * The plain echo of old pages. They know none of our messages, so the heartbeat is a control ping,
 * which their browsers answer, and a control pong counts as a sign of life here.
 */
final class LegacySocket extends AdmittedSocket {
  LegacySocket(Sockets sockets, Channel channel, ConnectionInfo info) {
    super(sockets, channel, info);
  }

  @Override
  void greet() {}

  @Override
  void onMessage(ByteBuf text) {
    sockets().record(MessageLabel.OTHER.received());
    sendMessage(Frames.text(alloc(), text), MessageLabel.ECHO);
  }

  @Override
  void beat() {
    sendControl(Frames.ping(alloc()));
  }

  @Override
  void onControlPong() {
    signOfLife();
  }

  /** The close code is all that these pages can be told. */
  @Override
  public void adviseReconnect(CloseCode why, Duration retryAfter) {
    close(why);
  }

  @Override
  void retire() {
    sayGoodbye(CloseCode.SERVICE_RESTART);
  }
}
