package io.admitone.application.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.admitone.domain.identity.Origin;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AllowedOriginsTest {
  private final AllowedOrigins origins =
      new AllowedOrigins(
          Set.of(
              "https://app.example.com",
              "https://b.example.com:8443",
              "https://xn--bcher-kva.example"),
          false);
  private final AllowedOrigins development = new AllowedOrigins(Set.of(), true);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://app.example.com",
        "https://b.example.com:8443",
        "https://xn--bcher-kva.example"
      })
  void allowsEachThatIsListed(String origin) {
    assertThat(origins.allows(new Origin(origin))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "*",
        "https://app.example.com/",
        "https://APP.example.com",
        "HTTPS://app.example.com",
        "http://app.example.com",
        "https://app.example.com:443",
        "https://app.example.com:8443",
        "https://b.example.com",
        "https://app.example.com.evil.example",
        "https://evil-app.example.com",
        "https://x.app.example.com",
        "https://app.example.com@evil.example",
        "https://example.com",
        "https://bücher.example",
        "https://app.еxample.com",
        "app.example.com",
        " https://app.example.com",
        "https://app.example.com https://b.example.com:8443",
        "https://app.example.com, https://b.example.com:8443",
        "http://localhost:3000"
      })
  void allowsNothingElse(String origin) {
    assertThat(origins.allows(new Origin(origin))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://localhost",
        "http://localhost:3000",
        "https://localhost:65535",
        "http://127.0.0.1:8080",
        "http://[::1]:8080",
        "https://[::1]"
      })
  void allowsAnyPortOfThisMachineInDevelopment(String origin) {
    assertThat(development.allows(new Origin(origin))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "http://localhost.evil.example",
        "http://localhost:3000.evil.example",
        "http://localhost:",
        "http://localhost:123456",
        "http://localhost:3000/",
        "http://127.0.0.10",
        "http://127x0.0.1",
        "ws://localhost:3000",
        "http://user@localhost:3000",
        "http://LOCALHOST:3000",
        "http://localhost:3000\n"
      })
  void allowsNoOtherMachineInDevelopment(String origin) {
    assertThat(development.allows(new Origin(origin))).isFalse();
  }

  @Test
  void allowsWhatIsListedInDevelopmentToo() {
    AllowedOrigins both = new AllowedOrigins(Set.of("https://app.example.com"), true);

    assertThat(both.allows(new Origin("https://app.example.com"))).isTrue();
    assertThat(both.allows(new Origin("http://localhost:1"))).isTrue();
  }

  @Test
  void doesNotChangeWithTheSetItWasMadeOf() {
    Set<String> listed = new HashSet<>();
    AllowedOrigins made = new AllowedOrigins(listed, false);

    listed.add("https://late.example.com");

    assertThat(made.allows(new Origin("https://late.example.com"))).isFalse();
  }
}
