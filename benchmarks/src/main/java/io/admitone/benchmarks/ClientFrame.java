package io.admitone.benchmarks;

import java.nio.ByteBuffer;

/** A frame as a client sends it (RFC 6455 section 5.2). */
final class ClientFrame {
  static final int TEXT = 1;
  static final int CLOSE = 8;

  private static final int FINAL = 0x80;
  private static final int MASKED = 0x80;
  private static final int LONGEST_SHORT = 125;
  private static final int TWO_BYTE_LENGTH = 126;
  private static final int MASK_BYTES = 4;

  private ClientFrame() {}

  /**
   * The whole frame, masked with zeros, which is a mask.
   *
   * @param payload shorter than 64 KiB
   */
  static byte[] of(int opcode, byte[] payload) {
    boolean isShort = payload.length <= LONGEST_SHORT;
    ByteBuffer frame =
        ByteBuffer.allocate((isShort ? 2 : 4) + MASK_BYTES + payload.length)
            .put((byte) (FINAL | opcode))
            .put((byte) (MASKED | (isShort ? payload.length : TWO_BYTE_LENGTH)));
    if (!isShort) {
      frame.putShort((short) payload.length);
    }
    return frame.putInt(0).put(payload).array();
  }
}
