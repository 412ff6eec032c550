package io.admitone.domain.ticket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TicketTest {
  private static final String ZEROES = "wst_" + "A".repeat(43);

  @Test
  void isItsPrefixAnd43UrlSafeCharacters() {
    byte[] ones = new byte[32];
    Arrays.fill(ones, (byte) 0xff);

    assertThat(Ticket.of(new byte[32]).reveal()).isEqualTo(ZEROES);
    assertThat(Ticket.of(ones).reveal()).isEqualTo("wst_" + "_".repeat(42) + "8");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 16, 31, 33, 64})
  void isMadeOf32BytesAndNoOtherNumber(int bytes) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Ticket.of(new byte[bytes]))
        .withMessage("a ticket is made of 32 random bytes");
  }

  @Test
  void readsBackWhatWasIssued() {
    Ticket issued = Ticket.of(new byte[32]);

    Ticket presented = Ticket.parse(issued.reveal()).orElseThrow();

    assertThat(presented.reveal()).isEqualTo(issued.reveal());
    assertThat(presented.key()).isEqualTo(issued.key());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "wst_",
        "wst_short",
        "WST_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "wst_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "wst_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "wst_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
        "wst_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA+",
        "wst_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n",
        " wst_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "wst_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\u0000"
      })
  void readsNothingElse(String text) {
    assertThat(Ticket.parse(text)).isEmpty();
  }

  @Test
  void readsNoTextHoweverLong() {
    assertThat(Ticket.parse("wst_" + "A".repeat(1_000_000))).isEmpty();
  }

  @Test
  void doesNotPrintItself() {
    Ticket ticket = Ticket.parse(ZEROES).orElseThrow();

    assertThat(ticket).hasToString("Ticket[hidden]");
  }

  @Test
  void isKnownToStoresByTheSha256OfItsText() throws Exception {
    byte[] hash =
        MessageDigest.getInstance("SHA-256").digest(ZEROES.getBytes(StandardCharsets.US_ASCII));

    TicketKey key = Ticket.parse(ZEROES).orElseThrow().key();

    assertThat(key.value())
        .isEqualTo(Base64.getUrlEncoder().withoutPadding().encodeToString(hash))
        .doesNotContain("AAAAAAAA");
  }

  @Test
  void hasAKeyOfItsOwnForEachLetter() {
    // Two texts that base64 would decode to the same bytes are two tickets.
    Ticket one = Ticket.parse("wst_" + "A".repeat(42) + "A").orElseThrow();
    Ticket other = Ticket.parse("wst_" + "A".repeat(42) + "B").orElseThrow();

    assertThat(one.key()).isNotEqualTo(other.key());
  }
}
