package io.admitone.domain.ticket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class TicketKeyTest {
  @Test
  void isToldApartInLogsByTheFirst12HexCharactersOfTheHash() {
    String hash = "00ff10a5c3d9" + "ee".repeat(26);
    byte[] bytes = HexFormat.of().parseHex(hash);

    TicketKey key = new TicketKey(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));

    assertThat(key.ticketHash()).isEqualTo("00ff10a5c3d9");
  }

  @Test
  void hashesAnyKeyOfItsShape() {
    assertThat(new TicketKey("_".repeat(43)).ticketHash()).isEqualTo("ffffffffffff");
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        "*",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
        "AAAAAAAAAAAAAAAAAAAAA{tag}AAAAAAAAAAAAAAAAA",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n"
      })
  void isNothingButAHash(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TicketKey(text))
        .withMessage("a ticket key is a SHA-256 in base64url");
  }
}
