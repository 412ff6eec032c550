package io.admitone.ws;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/** The beginning of a message that comes in fragments. */
final class Pieces {
  private final ByteBuf joined;
  private final boolean deflated;

  Pieces(ByteBufAllocator alloc, boolean deflated) {
    this.joined = alloc.buffer();
    this.deflated = deflated;
  }

  /** Adds a copy of one more, unless all together would be longer than they may be. */
  boolean add(ByteBuf piece, int most) {
    if (joined.readableBytes() + piece.readableBytes() > most) {
      return false;
    }
    joined.writeBytes(piece);
    return true;
  }

  ByteBuf joined() {
    return joined;
  }

  boolean areDeflated() {
    return deflated;
  }

  void release() {
    joined.release();
  }
}
