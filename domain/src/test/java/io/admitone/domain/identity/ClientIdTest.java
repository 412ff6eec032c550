package io.admitone.domain.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientIdTest {
  @ParameterizedTest
  @ValueSource(strings = {"a", "Z", "0", ".", "_", ":", "-", "tab-1.A_b:c"})
  void acceptsLettersDigitsAndFourSigns(String text) {
    assertThat(ClientId.parse(text)).contains(new ClientId(text));
    assertThat(new ClientId(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a b", "a/b", "a\n", "\na", "é", "a\u0000", "<script>", "a,b"})
  void refusesEverythingElse(String text) {
    assertThat(ClientId.parse(text)).isEmpty();
    assertThatIllegalArgumentException().isThrownBy(() -> new ClientId(text));
  }

  @ParameterizedTest
  @NullSource
  void refusesNull(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> new ClientId(text));
  }

  @Test
  void holdsAtMost128Characters() {
    assertThat(ClientId.parse("a".repeat(128))).isPresent();
    assertThat(ClientId.parse("a".repeat(129))).isEmpty();
  }

  @Test
  void doesNotRepeatWhatItRefuses() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ClientId("<script>"))
        .withMessageNotContaining("script");
  }
}
