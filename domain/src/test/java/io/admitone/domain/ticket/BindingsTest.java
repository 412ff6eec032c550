package io.admitone.domain.ticket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.admitone.domain.identity.ClientId;
import io.admitone.domain.identity.Origin;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BindingsTest {
  @ParameterizedTest(name = "bound to {0}, {1}; presented by {2}, {3}: {4}")
  @CsvSource(
      nullValues = "-",
      value = {
        "-, -,         a, -,         true",
        "-, -,         b, https://x, true",
        "a, -,         a, -,         true",
        "a, -,         a, https://x, true",
        "a, -,         b, -,         false",
        "a, -,         b, https://x, false",
        "-, https://x, a, https://x, true",
        "-, https://x, a, https://y, false",
        "-, https://x, a, -,         false",
        "a, https://x, a, https://x, true",
        "a, https://x, a, https://y, false",
        "a, https://x, a, -,         false",
        "a, https://x, b, https://x, false",
        "a, https://x, b, https://y, false",
        "a, https://x, b, -,         false",
        "a, https://x, A, https://x, false",
        "a, https://x, a, https://X, false",
      })
  void admitTheOneTheyWereMadeFor(
      String boundClient, String boundOrigin, String client, String origin, boolean admitted) {
    Bindings bindings =
        new Bindings(
            Optional.ofNullable(boundClient).map(ClientId::new),
            Optional.ofNullable(boundOrigin).map(Origin::new));

    boolean admit =
        bindings.admit(new ClientId(client), Optional.ofNullable(origin).map(Origin::new));

    assertThat(admit).isEqualTo(admitted);
  }

  @Test
  void bindNothingByDefault() {
    assertThat(Bindings.NONE).isEqualTo(new Bindings(Optional.empty(), Optional.empty()));
  }

  @Test
  void areNeverNull() {
    assertThatNullPointerException().isThrownBy(() -> new Bindings(null, Optional.empty()));
    assertThatNullPointerException().isThrownBy(() -> new Bindings(Optional.empty(), null));
  }
}
