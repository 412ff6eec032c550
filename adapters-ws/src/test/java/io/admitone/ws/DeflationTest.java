package io.admitone.ws;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.zip.Deflater;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeflationTest {
  private final Deflation deflation = Deflation.ofThisThread();
  private final ByteBuf text = UnpooledByteBufAllocator.DEFAULT.buffer();

  @AfterEach
  void release() {
    text.release();
  }

  /** The examples of RFC 7692, section 7.2.3. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "f248cdc9c90700",
        "000500faff48656c6c6f00",
        "f348cdc9c9070000",
        "f248050000 00ffffcac9c90700"
      })
  void unpacksTheExamplesOfTheStandard(String hex) {
    assertThat(inflate(hex(hex), 100)).isEqualTo(Deflation.Result.WHOLE);
    assertThat(text.toString(StandardCharsets.UTF_8)).isEqualTo("Hello");
  }

  @ParameterizedTest
  @ValueSource(ints = {256, 257, 1_000, 8_191, 8_192, 8_193, 65_536, 300_000})
  void packsWhatItUnpacks(int length) {
    SplittableRandom random = new SplittableRandom(length);
    byte[] words = new byte[length];
    for (int i = 0; i < length; i++) {
      words[i] = (byte) ('a' + random.nextInt(4));
    }

    ByteBuf frame = deflation.shorten(textFrame(words));

    assertThat(frame.getUnsignedByte(frame.readerIndex())).isEqualTo((short) 0xC1);
    assertThat(inflate(Frames.payloadOf(frame), length)).isEqualTo(Deflation.Result.WHOLE);
    assertThat(ByteBufUtil.getBytes(text)).isEqualTo(words);
    assertThat(frame.readableBytes()).isLessThan(length * 3 / 4);
    frame.release();
    assertThat(frame.refCnt()).isZero();
  }

  @Test
  void leavesAsItIsWhatWouldNotGetShorter() {
    byte[] noise = new byte[10_000];
    new java.util.Random(1).nextBytes(noise);
    ByteBuf shortOne = textFrame(new byte[255]);
    ByteBuf incompressible = textFrame(noise);

    assertThat(deflation.shorten(shortOne)).isSameAs(shortOne);
    assertThat(deflation.shorten(incompressible)).isSameAs(incompressible);
    shortOne.release();
    incompressible.release();
  }

  @Test
  void stopsWhereAMessageBecomesTooLong() {
    ByteBuf bomb = deflated(new byte[50_000_000]);
    assertThat(bomb.readableBytes()).isLessThan(60_000);

    assertThat(inflate(bomb, 65_536)).isEqualTo(Deflation.Result.TOO_BIG);
    assertThat(text.readableBytes()).isLessThanOrEqualTo(65_536);
    assertThat(text.capacity()).isLessThanOrEqualTo(131_072);
  }

  @Test
  void unpacksExactlyTheLongestMessage() {
    assertThat(inflate(deflated(new byte[65_536]), 65_536)).isEqualTo(Deflation.Result.WHOLE);
    text.clear();
    assertThat(inflate(deflated(new byte[65_537]), 65_536)).isEqualTo(Deflation.Result.TOO_BIG);
  }

  @Test
  void remembersNothingOfACorruptMessage() {
    assertThat(inflate(hex("ffffffff"), 100)).isEqualTo(Deflation.Result.CORRUPT);
    text.clear();

    assertThat(inflate(hex("f248cdc9c90700"), 100)).isEqualTo(Deflation.Result.WHOLE);
    assertThat(text.toString(StandardCharsets.UTF_8)).isEqualTo("Hello");
  }

  @Test
  void survivesWhateverComes() {
    for (long seed = 0; seed < 2_000; seed++) {
      byte[] noise = new byte[(int) (seed % 300)];
      new java.util.Random(seed).nextBytes(noise);
      text.clear();

      Deflation.Result result = inflate(Unpooled.wrappedBuffer(noise), 1_000);

      assertThat(result).as("seed %d", seed).isNotNull();
      assertThat(text.readableBytes()).as("seed %d", seed).isLessThanOrEqualTo(1_000);
    }
  }

  private Deflation.Result inflate(ByteBuf message, int most) {
    return deflation.inflate(message, text, most);
  }

  private static ByteBuf textFrame(byte[] payload) {
    return Frames.text(UnpooledByteBufAllocator.DEFAULT, Unpooled.wrappedBuffer(payload));
  }

  private static ByteBuf hex(String digits) {
    return Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(digits.replace(" ", "")));
  }

  /** As any other implementation would pack it. */
  static ByteBuf deflated(byte[] plain) {
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
    deflater.setInput(plain);
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    byte[] chunk = new byte[8192];
    int length;
    do {
      length = deflater.deflate(chunk, 0, chunk.length, Deflater.SYNC_FLUSH);
      packed.write(chunk, 0, length);
    } while (length == chunk.length);
    deflater.end();
    return Unpooled.wrappedBuffer(packed.toByteArray(), 0, packed.size() - 4);
  }
}
