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

  /** Null until somebody asks for it. */
  private ByteBuf shorter;

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

  /**
   * The frame once more, for one socket to send.
   *
   * @param deflated whether the socket takes it compressed; that is done once as well
   */
  ByteBuf forOneSocket(boolean deflated) {
    return (deflated ? deflated() : frame).retainedDuplicate();
  }

  @Override
  public void dispose() {
    close();
  }

  /** The bytes stay until the last socket has sent them. */
  @Override
  public synchronized void close() {
    frame.release();
    if (shorter != null) {
      shorter.release();
    }
  }

  private synchronized ByteBuf deflated() {
    if (shorter == null) {
      shorter = Deflation.ofThisThread().shorten(frame.retainedDuplicate());
    }
    return shorter;
  }
}
