package io.admitone.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A program that a server runs in one step. It is called by the hash of its text, which the server
 * knows once it has run it.
 *
 * @param sha1 in hex
 */
record Script(String text, String sha1) {
  /** Reads one that is packed beside this class. */
  static Script of(String name) {
    try (InputStream file = Script.class.getResourceAsStream(name + ".lua")) {
      byte[] text = file.readAllBytes();
      return new Script(new String(text, StandardCharsets.UTF_8), sha1(text));
    } catch (IOException e) {
      throw new UncheckedIOException("a script that is packed with this class: " + name, e);
    }
  }

  private static String sha1(byte[] text) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(text));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-1", e);
    }
  }
}
