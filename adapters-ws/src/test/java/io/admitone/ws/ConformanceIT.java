package io.admitone.ws;

import io.netty.buffer.ByteBufUtil;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * RFC 6455 over raw sockets, in the groups in which public suites test it: framing, control frames,
 * reserved bits, opcodes, fragmentation, UTF-8, closing, limits, and all of it chopped anyhow.
 */
@Tag("long")
@ExtendWith(NoLeaks.class)
class ConformanceIT {
  private static final int MAX = 65_536;
  private static final String BAD = "PROTOCOL_ERROR";
  private static final byte[] NOTHING = {};

  private static TestServer server;

  @BeforeAll
  static void start() {
    server =
        TestServer.start(
            new TestPolicy()
                .quiet()
                .closeTimeout(Duration.ofSeconds(20))
                .rate(new MessageRate(100_000, 100_000, 10))
                .build());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  // 1. Framing: every form of the length, and binary, which is not spoken here.

  static Stream<Conversation> framing() {
    List<Conversation> all = new ArrayList<>();
    for (int length : new int[] {0, 1, 124, 125, 126, 127, 128, 65_534, 65_535, MAX}) {
      byte[] text = letters(length);
      all.add(
          Conversation.of("a text of " + length).says(0x81, text).hearsText(text).endsInPeace());
      all.add(
          Conversation.of("binary of " + length)
              .says(0x82, text)
              .isClosed(1003, "UNSUPPORTED_DATA"));
    }
    Conversation many = Conversation.of("a hundred texts at once");
    for (int i = 0; i < 100; i++) {
      many.says(0x81, "no " + i).hearsText("no " + i);
    }
    all.add(many.endsInPeace());
    all.add(Conversation.of("no mask").says(new byte[] {(byte) 0x81, 1, 'a'}).isClosed(1002, BAD));
    all.add(
        Conversation.of("no mask on a ping").says(new byte[] {(byte) 0x89, 0}).isClosed(1002, BAD));
    all.add(
        Conversation.of("a length of two bytes for 125")
            .says(lengthOf(126, 125))
            .isClosed(1002, BAD));
    all.add(
        Conversation.of("a length of eight bytes for 65535")
            .says(lengthOf(127, 65_535))
            .isClosed(1002, BAD));
    all.add(Conversation.of("a negative length").says(lengthOf(127, -1)).isClosed(1002, BAD));
    return all.stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("framing")
  void frames(Conversation conversation) {
    conversation.playWhole(server);
    conversation.playInPieces(server, 997, 9_000);
  }

  // 2. Pings and pongs.

  static Stream<Conversation> controls() {
    byte[] longest = letters(125);
    byte[] notText = {0, (byte) 0xFF, (byte) 0xFE, (byte) 0x80};
    Conversation ten = Conversation.of("ten pings at once");
    for (int i = 0; i < 10; i++) {
      ten.says(0x89, "ping " + i).hearsPong(("ping " + i).getBytes(StandardCharsets.US_ASCII));
    }
    return Stream.of(
        Conversation.of("an empty ping").says(0x89, NOTHING).hearsPong(NOTHING).endsInPeace(),
        Conversation.of("a ping of 125").says(0x89, longest).hearsPong(longest).endsInPeace(),
        Conversation.of("a ping that is no text")
            .says(0x89, notText)
            .hearsPong(notText)
            .endsInPeace(),
        Conversation.of("a ping of 126").says(0x89, letters(126)).isClosed(1002, BAD),
        Conversation.of("a pong of 126").says(0x8A, letters(126)).isClosed(1002, BAD),
        Conversation.of("a fragmented ping").says(0x09, "x").isClosed(1002, BAD),
        Conversation.of("a fragmented pong").says(0x0A, "x").isClosed(1002, BAD),
        Conversation.of("a fragmented close").says(0x08, NOTHING).isClosed(1002, BAD),
        Conversation.of("a pong nobody asked for").says(0x8A, "?").endsInPeace(),
        Conversation.of("pong, then ping")
            .says(0x8A, NOTHING)
            .says(0x89, "x")
            .hearsPong(new byte[] {'x'})
            .endsInPeace(),
        ten.endsInPeace());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("controls")
  void controlFrames(Conversation conversation) {
    conversation.playWhole(server);
    conversation.playByteByByte(server);
  }

  // 3. and 4. Reserved bits and opcodes, first of all and behind a message.

  static Stream<Conversation> reserved() {
    List<Conversation> all = new ArrayList<>();
    for (int bits = 1; bits < 8; bits++) {
      for (int opcode : new int[] {0x1, 0x2, 0x8, 0x9, 0xA}) {
        all.add(afterAMessage("bits " + bits + " on opcode " + opcode, bits << 4 | opcode));
      }
    }
    for (int opcode : new int[] {3, 4, 5, 6, 7, 11, 12, 13, 14, 15}) {
      all.add(afterAMessage("opcode " + opcode, opcode));
      all.add(
          Conversation.of("opcode " + opcode + " first")
              .says(0x80 | opcode, "x")
              .isClosed(1002, BAD));
    }
    return all.stream();
  }

  private static Conversation afterAMessage(String name, int bitsAndOpcode) {
    return Conversation.of(name)
        .says(0x81, "before")
        .says(0x80 | bitsAndOpcode, "x")
        .says(0x81, "never heard")
        .hearsText("before")
        .isClosed(1002, BAD);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("reserved")
  void reservedBitsAndOpcodes(Conversation conversation) {
    conversation.playWhole(server);
  }

  // 5. Fragmentation.

  static Stream<Conversation> fragments() {
    byte[] ping = {'p'};
    Conversation empty = Conversation.of("empty fragments").says(0x01, NOTHING);
    IntStream.range(0, 50).forEach(i -> empty.says(0x00, NOTHING));
    Conversation single = Conversation.of("a byte a fragment, a ping behind each").says(0x01, "0");
    for (int i = 1; i < 10; i++) {
      single.says(0x89, "p").hearsPong(ping).says(0x00, Integer.toString(i));
    }
    return Stream.of(
        Conversation.of("two").says(0x01, "ab").says(0x80, "cd").hearsText("abcd").endsInPeace(),
        Conversation.of("a ping between two")
            .says(0x01, "ab")
            .says(0x89, ping)
            .says(0x80, "cd")
            .hearsPong(ping)
            .hearsText("abcd")
            .endsInPeace(),
        Conversation.of("a pong between two")
            .says(0x01, "ab")
            .says(0x8A, ping)
            .says(0x80, "cd")
            .hearsText("abcd")
            .endsInPeace(),
        single.says(0x80, NOTHING).hearsText("0123456789").endsInPeace(),
        empty.says(0x80, "x").hearsText("x").endsInPeace(),
        Conversation.of("nothing in two").says(0x01, "").says(0x80, "").hearsText("").endsInPeace(),
        Conversation.of("messages one after the other")
            .says(0x01, "a")
            .says(0x80, "b")
            .says(0x81, "c")
            .says(0x01, "d")
            .says(0x80, "e")
            .hearsText("ab")
            .hearsText("c")
            .hearsText("de")
            .endsInPeace(),
        Conversation.of("a close between two")
            .says(0x01, "ab")
            .says(0x88, new byte[] {3, (byte) 0xE8})
            .says(0x80, "cd")
            .hearsClose(1000, ""),
        Conversation.of("an end without a beginning").says(0x80, "x").isClosed(1002, BAD),
        Conversation.of("a middle without a beginning").says(0x00, "x").isClosed(1002, BAD),
        Conversation.of("a middle behind a whole message")
            .says(0x81, "a")
            .says(0x00, "x")
            .hearsText("a")
            .isClosed(1002, BAD),
        Conversation.of("a whole message within another")
            .says(0x01, "a")
            .says(0x81, "x")
            .isClosed(1002, BAD),
        Conversation.of("a beginning within another")
            .says(0x01, "a")
            .says(0x01, "x")
            .isClosed(1002, BAD),
        Conversation.of("binary within text").says(0x01, "a").says(0x82, "x").isClosed(1002, BAD),
        Conversation.of("binary in fragments").says(0x02, "a").isClosed(1003, "UNSUPPORTED_DATA"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("fragments")
  void fragmentation(Conversation conversation) {
    conversation.playWhole(server);
    conversation.playByteByByte(server);
  }

  // 6. UTF-8, whole and with a fragment's border, and a ping, at each byte.

  private static final List<String> VALID =
      List.of(
          "κόσμε",
          "Hello-µ@ßöäüàá-UTF-8!!",
          "\uD83D\uDE00 € ع 漢字",
          "\u0000",
          "\u007F",
          "\u0080",
          "\u07FF",
          "\u0800",
          "\uD7FF",
          "\uE000",
          "\uFFFD",
          "\uFFFE",
          "\uFFFF",
          "\uD800\uDC00",
          "\uDBFF\uDFFF");

  private static final List<String> INVALID =
      List.of(
          "80",
          "BF",
          "C3",
          "C3C3",
          "E282",
          "E28228",
          "F09F98",
          "F0288CBC",
          "C080",
          "C1BF",
          "E08080",
          "E09FBF",
          "F0808080",
          "F08FBFBF",
          "EDA080",
          "EDBFBF",
          "EDA080EDB080",
          "F4908080",
          "F7BFBFBF",
          "F888808080",
          "FC8480808080",
          "FE",
          "FF",
          "CEBAE1BDB9EDA080",
          "61C3",
          "F48FBFBF80");

  static Stream<Conversation> texts() {
    List<Conversation> all = new ArrayList<>();
    VALID.forEach(text -> addSplits(all, bytes(text), one -> one.hearsText(text).endsInPeace()));
    INVALID.forEach(
        hex ->
            addSplits(
                all, ByteBufUtil.decodeHexDump(hex), one -> one.isClosed(1007, "INVALID_UTF8")));
    return all.stream();
  }

  private static void addSplits(
      List<Conversation> all, byte[] text, Consumer<Conversation> expectation) {
    String codes = ByteBufUtil.hexDump(text);
    Conversation whole = Conversation.of(codes).says(0x81, text);
    expectation.accept(whole);
    all.add(whole);
    for (int at = 0; at <= text.length; at++) {
      Conversation split =
          Conversation.of(codes + " split at " + at)
              .says(0x01, Arrays.copyOf(text, at))
              .says(0x89, NOTHING)
              .says(0x80, Arrays.copyOfRange(text, at, text.length))
              .hearsPong(NOTHING);
      expectation.accept(split);
      all.add(split);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("texts")
  void utf8(Conversation conversation) {
    conversation.playWhole(server);
  }

  // 7. Closing.

  static Stream<Conversation> closings() {
    List<Conversation> all = new ArrayList<>();
    for (int code :
        new int[] {
          1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000,
          4401, 4999
        }) {
      all.add(Conversation.of("close " + code).says(0x88, goodbye(code, "")).hearsClose(code, ""));
    }
    for (int code :
        new int[] {
          0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 12_345, 65_535
        }) {
      all.add(Conversation.of("close " + code).says(0x88, goodbye(code, "")).isClosed(1002, BAD));
    }
    all.add(Conversation.of("no code").says(0x88, NOTHING).hearsCloseWithoutCode());
    all.add(Conversation.of("half a code").says(0x88, new byte[] {3}).isClosed(1002, BAD));
    all.add(Conversation.of("a reason").says(0x88, goodbye(1000, "bye, ä€")).hearsClose(1000, ""));
    all.add(
        Conversation.of("the longest reason")
            .says(0x88, goodbye(1000, "x".repeat(123)))
            .hearsClose(1000, ""));
    all.add(
        Conversation.of("a reason too long")
            .says(0x88, goodbye(1000, "x".repeat(124)))
            .isClosed(1002, BAD));
    all.add(
        Conversation.of("a reason that is not UTF-8")
            .says(0x88, new byte[] {3, (byte) 0xE8, (byte) 0xC3, 'x'})
            .isClosed(1007, "INVALID_UTF8"));
    all.add(
        Conversation.of("text and pings behind a close")
            .says(0x88, goodbye(1000, ""))
            .says(0x81, "too late")
            .says(0x89, NOTHING)
            .hearsClose(1000, ""));
    all.add(
        Conversation.of("a second close")
            .says(0x88, goodbye(1000, ""))
            .says(0x88, goodbye(1001, ""))
            .hearsClose(1000, ""));
    all.add(
        Conversation.of("a message, then the close")
            .says(0x81, "last words")
            .says(0x88, goodbye(1000, ""))
            .hearsText("last words")
            .hearsClose(1000, ""));
    return all.stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("closings")
  void closing(Conversation conversation) {
    conversation.playWhole(server);
    conversation.playByteByByte(server);
  }

  // 8. Limits.

  static Stream<Conversation> limits() {
    byte[] half = letters(MAX / 2);
    String tooBig = "MESSAGE_TOO_BIG";
    return Stream.of(
        Conversation.of("the longest message in two")
            .says(0x01, half)
            .says(0x80, half)
            .hearsText(letters(MAX / 2, MAX / 2))
            .endsInPeace(),
        Conversation.of("one byte more in two")
            .says(0x01, half)
            .says(0x80, letters(MAX / 2 + 1))
            .isClosed(1009, tooBig),
        Conversation.of("one byte more in three, without an end")
            .says(0x01, half)
            .says(0x00, half)
            .says(0x00, "x")
            .isClosed(1009, tooBig),
        Conversation.of("one byte more in one").says(lengthOf(127, MAX + 1)).isClosed(1009, tooBig),
        Conversation.of("a gigabyte, announced")
            .says(lengthOf(127, 1L << 30))
            .isClosed(1009, tooBig),
        Conversation.of("all there is, announced")
            .says(lengthOf(127, Long.MAX_VALUE))
            .isClosed(1009, tooBig));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("limits")
  void sizes(Conversation conversation) {
    conversation.playWhole(server);
    conversation.playInPieces(server, 7, 5_000);
  }

  // 9. Anything that is allowed, in any pieces; the seed is the name.

  static Stream<Conversation> anything() {
    return IntStream.range(0, 40).mapToObj(ConformanceIT::anything);
  }

  private static Conversation anything(int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Conversation all = Conversation.of("seed " + seed);
    for (int message = 0; message < 20; message++) {
      byte[] text = letters(random.nextInt(random.nextBoolean() ? 200 : 3_000));
      int fragments = random.nextInt(4);
      int from = 0;
      for (int i = 0; i < fragments; i++) {
        int to = from + random.nextInt(text.length - from + 1);
        all.says(i == 0 ? 0x01 : 0x00, Arrays.copyOfRange(text, from, to));
        from = to;
        if (random.nextInt(3) == 0) {
          byte[] ping = letters(random.nextInt(126));
          all.says(0x89, ping).hearsPong(ping);
        }
        if (random.nextInt(5) == 0) {
          all.says(0x8A, NOTHING);
        }
      }
      all.says(fragments == 0 ? 0x81 : 0x80, Arrays.copyOfRange(text, from, text.length));
      all.hearsText(text);
    }
    return all.endsInPeace();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("anything")
  void anythingInAnyPieces(Conversation conversation) {
    conversation.playInPieces(server, conversation.toString().hashCode(), 2_000);
  }

  private static byte[] goodbye(int code, String reason) {
    byte[] word = bytes(reason);
    return ByteBuffer.allocate(2 + word.length).putShort((short) code).put(word).array();
  }

  /** A text frame's head in which the length has that form; the mask follows, and no payload. */
  private static byte[] lengthOf(int form, long length) {
    ByteBuffer head = ByteBuffer.allocate(form == 126 ? 8 : 14).put((byte) 0x81);
    head.put((byte) (0x80 | form));
    return (form == 126 ? head.putShort((short) length) : head.putLong(length)).putInt(0).array();
  }

  private static byte[] letters(int... lengths) {
    ByteBuffer all = ByteBuffer.allocate(IntStream.of(lengths).sum());
    for (int length : lengths) {
      for (int i = 0; i < length; i++) {
        all.put((byte) ('a' + i % 26));
      }
    }
    return all.array();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
