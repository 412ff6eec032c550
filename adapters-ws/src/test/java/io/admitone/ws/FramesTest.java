package io.admitone.ws;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FramesTest {
  private static final UnpooledByteBufAllocator ALLOC = UnpooledByteBufAllocator.DEFAULT;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 125, 126, 127, 65_535, 65_536, 200_000})
  void writesTextOfEveryLength(int length) {
    ByteBuf payload = Unpooled.copiedBuffer("x".repeat(length), StandardCharsets.US_ASCII);
    ByteBuf begun = Frames.beginText(ALLOC).writeBytes(payload.duplicate());

    assertThat(readByALibrary(Frames.text(ALLOC, payload))).isEqualTo("x".repeat(length));
    assertThat(readByALibrary(Frames.endText(begun))).isEqualTo("x".repeat(length));
    payload.release();
  }

  @Test
  void writesControlFramesAsTheStandardShowsThem() {
    ByteBuf payload = Unpooled.copiedBuffer("Hello", StandardCharsets.US_ASCII);

    assertThat(hex(Frames.close(ALLOC, 1000, ""))).isEqualTo("880203e8");
    assertThat(hex(Frames.close(ALLOC, 4408, "AB"))).isEqualTo("880411384142");
    assertThat(hex(Frames.closeWithoutCode(ALLOC))).isEqualTo("8800");
    assertThat(hex(Frames.ping(ALLOC))).isEqualTo("8900");
    assertThat(hex(Frames.pong(ALLOC, payload))).isEqualTo("8a0548656c6c6f");
    payload.release();
  }

  @ParameterizedTest
  @CsvSource({
    "2026-01-01T00:01:00Z, 2026-01-01T00:01:00.000Z",
    "2026-12-31T23:59:59.999999999Z, 2026-12-31T23:59:59.999Z",
    "2024-02-29T01:02:03.040Z, 2024-02-29T01:02:03.040Z",
    "1970-01-01T00:00:00.001Z, 1970-01-01T00:00:00.001Z",
    "1969-12-31T23:59:59.5Z, 1969-12-31T23:59:59.500Z"
  })
  void writesTimesWithThreeDigitsOfMilliseconds(String time, String written) {
    ByteBuf buffer = Unpooled.buffer();

    Timestamps.write(buffer, Instant.parse(time));

    assertThat(buffer.toString(StandardCharsets.US_ASCII)).isEqualTo(written);
  }

  @Test
  void escapesWhatComesFromOutside() {
    ByteBuf frame =
        MessageFrame.of(ALLOC, "t", Instant.EPOCH)
            .field("a", "\"\\\u0000\n</é😀\u2028")
            .field("b", "\ud800")
            .end();

    assertThat(readByALibrary(frame))
        .isEqualTo(
            "{\"type\":\"t\",\"timestamp\":\"1970-01-01T00:00:00.000Z\","
                + "\"a\":\"\\\"\\\\\\u0000\\n</é😀\u2028\",\"b\":\"?\"}");
  }

  /** The same frame, read by somebody else. */
  private static String readByALibrary(ByteBuf frame) {
    EmbeddedChannel client =
        new EmbeddedChannel(new WebSocket13FrameDecoder(false, false, 1_000_000));
    client.writeInbound(frame);
    TextWebSocketFrame text = client.readInbound();
    try {
      assertThat(text.isFinalFragment()).isTrue();
      return text.text();
    } finally {
      text.release();
      client.finishAndReleaseAll();
    }
  }

  private static String hex(ByteBuf frame) {
    try {
      return ByteBufUtil.hexDump(frame);
    } finally {
      frame.release();
    }
  }
}
