package io.admitone.ws;

import io.netty.buffer.ByteBuf;
import io.netty.util.AttributeKey;
import io.netty.util.concurrent.FastThreadLocal;
import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * Compression of messages (permessage-deflate, RFC 7692) without context takeover in either
 * direction: nothing is remembered from one message to the next, so one compressor and one
 * decompressor serve all sockets of a thread, and a socket that compresses costs what any other
 * does. With context each would hold some 300 kB of native memory.
 *
 * <p>Only for use on its thread.
 */
final class Deflation {
  /** On the channel of a socket whose handshake agreed on it. */
  static final AttributeKey<Boolean> NEGOTIATED = AttributeKey.valueOf("admitone-deflates");

  /** Shorter messages would not get much shorter. */
  private static final int WORTH_IT = 256;

  private static final int CHUNK = 8 * 1024;

  /** The end of each message, which does not travel (RFC 7692 section 7.2.1). */
  private static final byte[] TAIL = {0, 0, (byte) 0xFF, (byte) 0xFF};

  private static final FastThreadLocal<Deflation> OF_THREAD =
      new FastThreadLocal<>() {
        @Override
        protected Deflation initialValue() {
          return new Deflation();
        }

        @Override
        protected void onRemoval(Deflation deflation) {
          deflation.deflater.end();
          deflation.inflater.end();
        }
      };

  private final Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
  private final Inflater inflater = new Inflater(true);
  private final byte[] chunk = new byte[CHUNK];

  private Deflation() {}

  static Deflation ofThisThread() {
    return OF_THREAD.get();
  }

  /**
   * A text frame, compressed if that makes it shorter.
   *
   * @param frame as {@link Frames} makes them; used up unless it is the result
   */
  ByteBuf shorten(ByteBuf frame) {
    ByteBuf payload = Frames.payloadOf(frame);
    if (payload.readableBytes() < WORTH_IT) {
      return frame;
    }
    ByteBuf shorter = Frames.beginText(frame.alloc());
    deflate(payload, shorter);
    if (shorter.readableBytes() >= payload.readableBytes()) {
      shorter.release();
      return frame;
    }
    frame.release();
    return Frames.endDeflatedText(shorter);
  }

  private void deflate(ByteBuf payload, ByteBuf into) {
    deflater.reset();
    deflater.setInput(payload.nioBuffer());
    int length;
    do {
      length = deflater.deflate(chunk, 0, CHUNK, Deflater.SYNC_FLUSH);
      into.writeBytes(chunk, 0, length);
    } while (length == CHUNK);
    into.writerIndex(into.writerIndex() - TAIL.length);
  }

  /**
   * Unpacks a message. It stops where the message is longer than it may be, however long it would
   * become.
   *
   * @param most bytes that may come out
   */
  Result inflate(ByteBuf message, ByteBuf into, int most) {
    inflater.reset();
    try {
      Result body = inflate(message.nioBuffer(), into, most);
      return body == Result.WHOLE ? inflate(ByteBuffer.wrap(TAIL), into, most) : body;
    } catch (DataFormatException e) {
      return Result.CORRUPT;
    }
  }

  private Result inflate(ByteBuffer input, ByteBuf into, int most) throws DataFormatException {
    inflater.setInput(input);
    while (true) {
      int length = inflater.inflate(chunk);
      if (into.readableBytes() + length > most) {
        return Result.TOO_BIG;
      }
      into.writeBytes(chunk, 0, length);
      if (inflater.finished()) {
        // A sender may end a stream within its message and begin another (section 7.2.3.4).
        inflater.reset();
        if (!input.hasRemaining()) {
          return Result.WHOLE;
        }
        inflater.setInput(input);
      } else if (length == 0) {
        return Result.WHOLE;
      }
    }
  }

  /** What became of a compressed message. */
  enum Result {
    /** It is unpacked. */
    WHOLE,
    /** It is longer than it may be. */
    TOO_BIG,
    /** It is not what RFC 7692 says. */
    CORRUPT
  }
}
