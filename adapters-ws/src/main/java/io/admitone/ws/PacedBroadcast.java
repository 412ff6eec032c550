package io.admitone.ws;

import io.admitone.application.operator.Broadcaster;
import io.admitone.application.telemetry.MessageLabel;
import io.netty.buffer.UnpooledByteBufAllocator;
import jakarta.inject.Singleton;

/**
 * Tells all sockets one thing: encoded once, its bytes shared, some sockets at a time. Thread-safe.
 */
@Singleton
final class PacedBroadcast implements Broadcaster {
  private final Sockets sockets;

  PacedBroadcast(Sockets sockets) {
    this.sockets = sockets;
  }

  @Override
  public int tellAll(String data) {
    int open = sockets.connections().count();
    // Of no event loop's pool: all of them give it back.
    SharedFrame message =
        new SharedFrame(
            Messages.broadcast(UnpooledByteBufAllocator.DEFAULT, data, sockets.now()),
            MessageLabel.BROADCAST);
    new PacedRound(sockets.connections().all(), socket -> socket.tell(message), message::close)
        .run();
    return open;
  }
}
