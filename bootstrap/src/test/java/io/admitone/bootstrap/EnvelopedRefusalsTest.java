package io.admitone.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import io.admitone.ws.UpgradeRefusal;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnvelopedRefusalsTest {
  @ParameterizedTest
  @CsvSource({
    "BAD_HANDSHAKE, BAD_HANDSHAKE",
    "UNSUPPORTED_WEBSOCKET_VERSION, UNSUPPORTED_WEBSOCKET_VERSION",
    "ORIGIN_NOT_ALLOWED, ORIGIN_NOT_ALLOWED",
    "DRAINING, DRAINING",
    "SERVER_FULL, SERVER_FULL"
  })
  void everyRefusalHasItsCode(UpgradeRefusal why, String code) {
    assertThat(EnvelopedRefusals.codeOf(why)).hasToString(code);
  }
}
