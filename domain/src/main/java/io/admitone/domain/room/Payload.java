package io.admitone.domain.room;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What a message says: the UTF-8 bytes of one JSON value. Whoever makes it has seen to that; here
 * it is opaque and is carried byte for byte. Immutable; compared by content, and does not print it.
 */
public final class Payload {
  /** The most bytes that a broker has to take. */
  public static final int MAX_BYTES = 65_536;

  private final byte[] utf8;

  private Payload(byte[] utf8) {
    if (utf8.length == 0 || utf8.length > MAX_BYTES) {
      throw new IllegalArgumentException(
          "a payload has 1 to " + MAX_BYTES + " bytes, not " + utf8.length);
    }
    this.utf8 = utf8;
  }

  /**
   * Takes a copy of the bytes.
   *
   * @throws IllegalArgumentException if there are none or more than {@value #MAX_BYTES}
   */
  public static Payload of(byte[] utf8) {
    return new Payload(utf8.clone());
  }

  /**
   * @throws IllegalArgumentException if the text is empty or its UTF-8 longer than {@value
   *     #MAX_BYTES} bytes
   */
  public static Payload of(String json) {
    return new Payload(json.getBytes(StandardCharsets.UTF_8));
  }

  /** The bytes, which cannot be changed through it; a fresh view each time. */
  public ByteBuffer bytes() {
    return ByteBuffer.wrap(utf8).asReadOnlyBuffer();
  }

  /** The bytes as text. */
  public String text() {
    return new String(utf8, StandardCharsets.UTF_8);
  }

  /** How many bytes there are. */
  public int size() {
    return utf8.length;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Payload payload && Arrays.equals(utf8, payload.utf8);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(utf8);
  }

  @Override
  public String toString() {
    return "Payload[" + utf8.length + " bytes]";
  }
}
