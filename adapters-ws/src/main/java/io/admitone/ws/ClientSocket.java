package io.admitone.ws;

import io.admitone.application.connection.ConnectionInfo;
import io.admitone.application.telemetry.MessageLabel;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;

/** A socket that speaks protocol version 1. */
final class ClientSocket extends MessageSocket {
  ClientSocket(Sockets sockets, Channel channel, ConnectionInfo info) {
    super(sockets, channel, info);
  }

  @Override
  void onUnknownType(Incoming.Message message, ByteBuf text) {
    sendMessage(Messages.echo(alloc(), info().client(), text, sockets().now()), MessageLabel.ECHO);
  }
}
