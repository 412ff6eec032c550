package io.admitone.application.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CloseCodeTest {
  @ParameterizedTest
  @EnumSource(CloseCode.class)
  void fitsIntoACloseFrame(CloseCode code) {
    assertThat(code.reason().getBytes(StandardCharsets.UTF_8).length)
        .isLessThanOrEqualTo(CloseCode.MAX_REASON_BYTES);
  }

  @ParameterizedTest
  @EnumSource(CloseCode.class)
  void beginsItsReasonWithAMachineReadableWord(CloseCode code) {
    assertThat(code.reason()).isEqualTo(code == CloseCode.NORMAL ? "" : code.name());
  }

  @ParameterizedTest
  @EnumSource(CloseCode.class)
  void isARegisteredCodeOrOneOfOurOwnRange(CloseCode code) {
    assertThat(code.code())
        .satisfiesAnyOf(
            c -> assertThat(c).isBetween(1000, 1015), c -> assertThat(c).isBetween(4000, 4999));
  }

  @Test
  void tellsEveryEndApartByCodeAndReason() {
    Set<String> pairs = new HashSet<>();

    for (CloseCode code : CloseCode.values()) {
      assertThat(pairs.add(code.code() + " " + code.reason())).as(code.name()).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(CloseCode.class)
  void advisesTheSameForAllNewTicketCodes(CloseCode code) {
    assertThat(code.advice() == CloseCode.Advice.NEW_TICKET_ONCE).isEqualTo(code.code() == 4401);
  }

  @ParameterizedTest
  @EnumSource(CloseCode.class)
  void isKnown(CloseCode code) {
    assertThat(CloseCode.isKnown(code.code())).isTrue();
  }

  @Test
  void knowsACloseWithoutACode() {
    assertThat(CloseCode.isKnown(1005)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 999, 1004, 1010, 1014, 1015, 3000, 4000, 4402, 4999, 65535})
  void knowsNoOther(int code) {
    assertThat(CloseCode.isKnown(code)).isFalse();
  }
}
