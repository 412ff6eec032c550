package io.admitone.ws;

import io.admitone.application.rooms.RoomDelivery;
import io.admitone.application.telemetry.MessageLabel;
import io.netty.buffer.ByteBuf;

/**
 * A message that was encoded once, for any number of sockets. Its bytes are shared and each socket
 * holds them only until it has sent them; whoever made it closes it when it has been handed to all.
 *
 * <p>Thread-safe.
 */
final class SharedFrame implements AutoCloseable, RoomDelivery.Form {
  private final ByteBuf frame;
  private final MessageLabel label;

  /**
   * @param frame as {@link Frames} makes them; becomes this object's
   */
  SharedFrame(ByteBuf frame, MessageLabel label) {
    this.frame = frame;
    this.label = label;
  }

  MessageLabel label() {
    return label;
  }

  /** The frame once more, for one socket to send. */
  ByteBuf forOneSocket() {
    return frame.retainedDuplicate();
  }

  @Override
  public void dispose() {
    close();
  }

  /** The bytes stay until the last socket has sent them. */
  @Override
  public void close() {
    frame.release();
  }
}
