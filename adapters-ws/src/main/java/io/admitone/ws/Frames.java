package io.admitone.ws;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;

/**
 * Frames as a server sends them (RFC 6455 section 5.2): whole, unmasked, without extensions. They
 * are the bytes of the wire, so no encoder has to sit in each socket's pipeline and one frame can
 * serve many sockets.
 */
final class Frames {
  private static final int TEXT = 0x81;
  private static final int DEFLATED_TEXT = 0xC1;
  private static final int CLOSE = 0x88;
  private static final int PING = 0x89;
  private static final int PONG = 0x8A;

  private static final int LONGEST_HEADER = 10;
  private static final int USUAL_MESSAGE = 256;

  private Frames() {}

  /** A buffer for the payload of a text frame, with room for the header before it. */
  static ByteBuf beginText(ByteBufAllocator alloc) {
    return alloc.buffer(USUAL_MESSAGE).setIndex(LONGEST_HEADER, LONGEST_HEADER);
  }

  /** Puts the header before the payload that was written since {@link #beginText}. */
  static ByteBuf endText(ByteBuf frame) {
    return end(frame, TEXT);
  }

  /** The same for a payload that is compressed. */
  static ByteBuf endDeflatedText(ByteBuf frame) {
    return end(frame, DEFLATED_TEXT);
  }

  private static ByteBuf end(ByteBuf frame, int opcode) {
    int length = frame.readableBytes();
    if (length < 126) {
      return frame.readerIndex(8).setByte(8, opcode).setByte(9, length);
    }
    if (length < 0x10000) {
      return frame.readerIndex(6).setByte(6, opcode).setByte(7, 126).setShort(8, length);
    }
    return frame.readerIndex(0).setByte(0, opcode).setByte(1, 127).setLong(2, length);
  }

  /** What follows the header; the bytes are the frame's. */
  static ByteBuf payloadOf(ByteBuf frame) {
    int length = frame.getUnsignedByte(frame.readerIndex() + 1);
    int header = length < 126 ? 2 : length == 126 ? 4 : LONGEST_HEADER;
    return frame.slice(frame.readerIndex() + header, frame.readableBytes() - header);
  }

  /** The payload once more, as a text frame; the payload stays the caller's. */
  static ByteBuf text(ByteBufAllocator alloc, ByteBuf payload) {
    ByteBuf frame = alloc.buffer(LONGEST_HEADER + payload.readableBytes());
    frame.setIndex(LONGEST_HEADER, LONGEST_HEADER);
    return endText(frame.writeBytes(payload, payload.readerIndex(), payload.readableBytes()));
  }

  /**
   * @param reason ASCII, at most 123 characters
   */
  static ByteBuf close(ByteBufAllocator alloc, int code, String reason) {
    ByteBuf frame = control(alloc, CLOSE, 2 + reason.length()).writeShort(code);
    ByteBufUtil.writeAscii(frame, reason);
    return frame;
  }

  /** The answer to a close frame that gave no code. */
  static ByteBuf closeWithoutCode(ByteBufAllocator alloc) {
    return control(alloc, CLOSE, 0);
  }

  static ByteBuf ping(ByteBufAllocator alloc) {
    return control(alloc, PING, 0);
  }

  /**
   * @param payload of the ping; at most 125 bytes, stays the caller's
   */
  static ByteBuf pong(ByteBufAllocator alloc, ByteBuf payload) {
    int length = payload.readableBytes();
    return control(alloc, PONG, length).writeBytes(payload, payload.readerIndex(), length);
  }

  private static ByteBuf control(ByteBufAllocator alloc, int opcode, int length) {
    return alloc.buffer(2 + length).writeByte(opcode).writeByte(length);
  }
}
