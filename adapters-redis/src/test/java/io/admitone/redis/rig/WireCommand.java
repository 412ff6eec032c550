package io.admitone.redis.rig;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One command as it stands on the wire.
 *
 * @param bytes all of it
 * @param words its words, the name in upper case; empty where the bytes are no RESP command (TLS)
 */
record WireCommand(byte[] bytes, List<String> words) {
  private static final int CHUNK = 16 * 1024;

  /** After the name come the script and the number of its keys. */
  private static final int SCRIPT_KEYS = 3;

  /**
   * Reads the next command whole. Bytes that do not begin one are given on as they come.
   *
   * @throws EOFException at the end
   */
  static WireCommand read(InputStream in) throws IOException {
    in.mark(1);
    int first = in.read();
    in.reset();
    return switch (first) {
      case -1 -> throw new EOFException();
      case '*' -> readArray(new Recorder(in));
      default -> new WireCommand(readChunk(in), List.of());
    };
  }

  String name() {
    return words.isEmpty() ? "" : words.get(0);
  }

  /** The first key, of a script too; of a command without keys, its first argument. */
  Optional<String> firstKey() {
    int place = name().startsWith("EVAL") ? SCRIPT_KEYS : 1;
    return words.size() > place ? Optional.of(words.get(place)) : Optional.empty();
  }

  private static byte[] readChunk(InputStream in) throws IOException {
    byte[] chunk = new byte[CHUNK];
    int length = in.read(chunk);
    return Arrays.copyOf(chunk, length);
  }

  private static WireCommand readArray(Recorder in) throws IOException {
    int count = in.readCount();
    List<String> words = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String word = in.readWord(in.readCount());
      words.add(i == 0 ? word.toUpperCase(Locale.ROOT) : word);
    }
    return new WireCommand(in.recorded.toByteArray(), List.copyOf(words));
  }

  /** Keeps all that is read through it. */
  private static final class Recorder {
    private final InputStream in;
    private final ByteArrayOutputStream recorded = new ByteArrayOutputStream();

    private Recorder(InputStream in) {
      this.in = in;
    }

    /** The number in a line such as {@code *3} or {@code $11}. */
    private int readCount() throws IOException {
      StringBuilder line = new StringBuilder();
      for (int b = readByte(); b != '\n'; b = readByte()) {
        line.append((char) b);
      }
      return Integer.parseInt(line.substring(1).strip());
    }

    private String readWord(int length) throws IOException {
      byte[] word = in.readNBytes(length + 2);
      if (word.length < length + 2) {
        throw new EOFException();
      }
      recorded.writeBytes(word);
      return new String(word, 0, length, StandardCharsets.UTF_8);
    }

    private int readByte() throws IOException {
      int b = in.read();
      if (b < 0) {
        throw new EOFException();
      }
      recorded.write(b);
      return b;
    }
  }
}
