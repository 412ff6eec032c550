package io.admitone.ws;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What a client says on the wire and what it must hear, to the byte. Played at the legacy door,
 * which sends nothing of its own.
 */
final class Conversation {
  private static final int TEXT = 0x81;
  private static final int CLOSE = 0x88;
  private static final int PONG = 0x8A;

  private final String name;
  private final ByteArrayOutputStream says = new ByteArrayOutputStream();
  private final List<RawSocket.Frame> hears = new ArrayList<>();
  private boolean peerEnds;

  private Conversation(String name) {
    this.name = name;
  }

  static Conversation of(String name) {
    return new Conversation(name);
  }

  /** Says a masked frame. */
  Conversation says(int firstByte, byte[] payload) {
    return says(RawSocket.frame(firstByte, payload));
  }

  Conversation says(int firstByte, String text) {
    return says(firstByte, text.getBytes(StandardCharsets.UTF_8));
  }

  Conversation says(byte[] bytes) {
    says.writeBytes(bytes);
    return this;
  }

  Conversation hearsText(byte[] payload) {
    hears.add(new RawSocket.Frame(TEXT, payload));
    return this;
  }

  Conversation hearsText(String text) {
    return hearsText(text.getBytes(StandardCharsets.UTF_8));
  }

  Conversation hearsPong(byte[] payload) {
    hears.add(new RawSocket.Frame(PONG, payload));
    return this;
  }

  /** The server closes by itself, for a reason that its first word names. */
  Conversation isClosed(int code, String word) {
    peerEnds = true;
    return hearsClose(code, word);
  }

  /** The server answers the client's goodbye. */
  Conversation hearsClose(int code, String word) {
    byte[] reason = word.getBytes(StandardCharsets.US_ASCII);
    ByteBuffer payload = ByteBuffer.allocate(2 + reason.length).putShort((short) code).put(reason);
    hears.add(new RawSocket.Frame(CLOSE, payload.array()));
    return this;
  }

  Conversation hearsCloseWithoutCode() {
    hears.add(new RawSocket.Frame(CLOSE, new byte[0]));
    return this;
  }

  /** Adds a goodbye of the client's, which shows that the connection had lived until then. */
  Conversation endsInPeace() {
    return says(CLOSE, new byte[] {3, (byte) 0xE8}).hearsClose(1000, "");
  }

  void playWhole(TestServer server) {
    play(server, all -> List.of(all));
  }

  void playByteByByte(TestServer server) {
    play(server, all -> chop(all, new SplittableRandom(1), 1));
  }

  /** In pieces of random lengths. */
  void playInPieces(TestServer server, long seed, int longest) {
    play(server, all -> chop(all, new SplittableRandom(seed), longest));
  }

  private void play(TestServer server, java.util.function.Function<byte[], List<byte[]>> chopped) {
    try (RawSocket socket = RawSocket.open(server, "/ws/conformance")) {
      chopped.apply(says.toByteArray()).forEach(socket::send);
      for (RawSocket.Frame expected : hears) {
        RawSocket.Frame heard = socket.frame();
        assertThat(Integer.toHexString(heard.first()))
            .as("%s: the first byte of %s", name, heard)
            .isEqualTo(Integer.toHexString(expected.first()));
        assertThat(heard.payload()).as(name).isEqualTo(expected.payload());
      }
      if (peerEnds) {
        socket.send(RawSocket.frame(CLOSE, hears.get(hears.size() - 1).payload()));
      }
      socket.requireEnd();
    }
  }

  private static List<byte[]> chop(byte[] all, SplittableRandom random, int longest) {
    List<byte[]> pieces = new ArrayList<>();
    for (int from = 0; from < all.length; ) {
      int to = Math.min(all.length, from + 1 + random.nextInt(longest));
      pieces.add(Arrays.copyOfRange(all, from, to));
      from = to;
    }
    return pieces;
  }

  @Override
  public String toString() {
    return name;
  }
}
