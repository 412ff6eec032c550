package io.admitone.http.token;

import java.nio.charset.StandardCharsets;

/**
 * The key that signs and verifies HS256 tokens. It does not print itself.
 *
 * <p>At least {@value #MIN_BYTES} bytes: RFC 7518 section 3.2 asks for a key no shorter than the
 * hash, and a shorter one can be found by trying.
 */
public final class SharedSecret {
  /** The shortest secret that is accepted, in bytes of UTF-8. */
  public static final int MIN_BYTES = 32;

  private final byte[] key;

  private SharedSecret(byte[] key) {
    this.key = key;
  }

  /**
   * @throws IllegalArgumentException if the text has fewer than {@value #MIN_BYTES} bytes; the
   *     message names the setting and the length, never the text
   */
  public static SharedSecret of(String text) {
    byte[] key = text.getBytes(StandardCharsets.UTF_8);
    if (key.length < MIN_BYTES) {
      throw new IllegalArgumentException(
          "JWT_SECRET must have at least " + MIN_BYTES + " bytes, has " + key.length);
    }
    return new SharedSecret(key);
  }

  byte[] key() {
    return key.clone();
  }

  @Override
  public String toString() {
    return "SharedSecret[hidden]";
  }
}
