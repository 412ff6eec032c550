package io.admitone.ws;

import static org.assertj.core.api.Assertions.assertThat;

import io.admitone.application.operator.Broadcaster;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(NoLeaks.class)
class CompressionIT {
  private static final String TARGET = "/ws/client?client_id=c";
  private static final String OFFER =
      "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits";
  private static final String LONG_TEXT =
      "{\"type\":\"note\",\"text\":\"" + "ab".repeat(5_000) + "\"}";

  private static TestServer server;

  @BeforeAll
  static void start() {
    server = TestServer.start(new TestPolicy().compression(true).quiet().build());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void agreesToForgetBothWays() {
    try (RawSocket socket = RawSocket.to(server).send(RawSocket.upgrade(TARGET, OFFER))) {
      assertThat(socket.response().header("Sec-WebSocket-Extensions"))
          .isEqualTo("permessage-deflate; server_no_context_takeover; client_no_context_takeover");
    }
  }

  @Test
  void saysInRoomsThatMessagesMayBeCompressed() {
    String target = "/ws/v2/connect?client_id=c";
    try (RawSocket deflating = RawSocket.to(server).send(RawSocket.upgrade(target, OFFER));
        RawSocket plain = RawSocket.open(server, target)) {
      deflating.response();

      assertThat(unpacked(deflating.frame().payload())).contains("\"presence\",\"compression\"]");
      assertThat(plain.message()).contains("\"presence\"]");
    }
  }

  @Test
  void speaksPlainlyToWhoDoesNotOfferIt() {
    try (RawSocket socket = RawSocket.open(server, TARGET)) {
      socket.message();
      assertThat(socket.text(LONG_TEXT).message()).contains("abab");
      socket.send(RawSocket.frame(0xC1, new byte[] {1}));
      assertThat(socket.closing()).isEqualTo("1002 PROTOCOL_ERROR");
    }
  }

  @Test
  void echoesCompressedMessagesCompressed() {
    try (RawSocket socket = deflating()) {
      for (int round = 0; round < 3; round++) {
        socket.send(RawSocket.frame(0xC1, packed(LONG_TEXT)));
        RawSocket.Frame echo = socket.frame();
        assertThat(echo.first()).isEqualTo(0xC1);
        assertThat(echo.payload().length).isLessThan(1_000);
        assertThat(unpacked(echo.payload())).contains(LONG_TEXT);
      }
      socket.text("{\"type\":\"ping\"}");
      assertThat(socket.message()).contains("pong");
    }
  }

  @Test
  void putsACompressedMessageTogetherFromFragments() {
    try (RawSocket socket = deflating()) {
      byte[] packed = packed("{\"type\":\"ping\",\"id\":\"" + "xyz".repeat(100) + "\"}");
      socket.send(RawSocket.frame(0x41, Arrays.copyOf(packed, 5)));
      socket.send(RawSocket.frame(0x89, new byte[] {7}));
      socket.send(RawSocket.frame(0x80, Arrays.copyOfRange(packed, 5, packed.length)));

      assertThat(socket.frame().first()).isEqualTo(0x8A);
      assertThat(unpacked(socket.frame().payload())).contains("xyzxyz");
    }
  }

  @Test
  void endsABombAtTheLongestMessage() {
    try (RawSocket socket = deflating()) {
      socket.send(RawSocket.frame(0xC1, bytes(DeflationTest.deflated(new byte[60_000_000]))));
      assertThat(socket.closing()).isEqualTo("1009 MESSAGE_TOO_BIG");
    }
  }

  @Test
  void endsWhatCannotBeUnpacked() {
    try (RawSocket socket = deflating()) {
      socket.send(RawSocket.frame(0xC1, new byte[] {-1, -1, -1, -1}));
      assertThat(socket.closing()).isEqualTo("1002 PROTOCOL_ERROR");
    }
  }

  @Test
  void checksTheTextThatComesOut() {
    try (RawSocket socket = deflating()) {
      socket.send(RawSocket.frame(0xC1, bytes(DeflationTest.deflated(new byte[] {(byte) 0xC3}))));
      assertThat(socket.closing()).isEqualTo("1007 INVALID_UTF8");
    }
  }

  /** On a control frame, on a continuation, the second bit, the third, the first with others. */
  @ParameterizedTest
  @ValueSource(ints = {0xC9, 0xC8, 0xA1, 0x91, 0xE1, 0xF1})
  void endsAReservedBitWhereItMeansNothing(int first) {
    try (RawSocket socket = deflating()) {
      socket.send(RawSocket.frame(first, new byte[0]));
      assertThat(socket.closing()).isEqualTo("1002 PROTOCOL_ERROR");
    }
  }

  @Test
  void endsAReservedBitOnAContinuation() {
    try (RawSocket socket = deflating()) {
      socket.send(RawSocket.frame(0x41, new byte[0]));
      socket.send(RawSocket.frame(0xC0, new byte[0]));
      assertThat(socket.closing()).isEqualTo("1002 PROTOCOL_ERROR");
    }
  }

  @Test
  void compressesASharedMessageOnceForAllWhoTakeIt() {
    try (RawSocket packed = deflating();
        RawSocket packedToo = deflating();
        RawSocket plain = RawSocket.open(server, TARGET)) {
      plain.message();
      server.part(Broadcaster.class).tellAll("\"" + "news ".repeat(500) + "\"");

      byte[] one = packed.frame().payload();
      assertThat(packedToo.frame().payload()).isEqualTo(one);
      assertThat(plain.message()).isEqualTo(unpacked(one));
    }
  }

  private static RawSocket deflating() {
    RawSocket socket = RawSocket.to(server).send(RawSocket.upgrade(TARGET, OFFER));
    assertThat(socket.response().status()).isEqualTo(101);
    RawSocket.Frame hello = socket.frame();
    assertThat(hello.first() == 0xC1 ? unpacked(hello.payload()) : hello.text()).contains("hello");
    return socket;
  }

  private static byte[] packed(String text) {
    return bytes(DeflationTest.deflated(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static String unpacked(byte[] payload) {
    ByteBuf text = Unpooled.buffer();
    assertThat(Deflation.ofThisThread().inflate(Unpooled.wrappedBuffer(payload), text, 1_000_000))
        .isEqualTo(Deflation.Result.WHOLE);
    return text.toString(StandardCharsets.UTF_8);
  }

  private static byte[] bytes(ByteBuf buffer) {
    return ByteBufUtil.getBytes(buffer);
  }
}
