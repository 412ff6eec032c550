package io.admitone.http.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.admitone.domain.identity.Identity;
import io.admitone.domain.identity.SessionId;
import io.admitone.domain.identity.UserId;
import io.admitone.http.MovableClock;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TokenVerifierTest {
  private static final String SECRET = "the secret of these tests: 32 bytes and more";
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final MovableClock CLOCK = new MovableClock(NOW);

  static Stream<TokenCases.Case> cases() {
    return TokenCases.all(SECRET, NOW);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void judges(TokenCases.Case row) {
    assertThat(code(judge(policy(), row.token()))).isEqualTo(row.code());
  }

  @Test
  void takesTheIdentityFromTheToken() {
    String token =
        new TokenForge(SECRET, NOW)
            .claim("roles", List.of("admin", "admin"))
            .claim("rooms", List.of("orders.*:rw"))
            .signed();

    assertThat(judge(policy(), token))
        .isEqualTo(
            new TokenResult.Verified(
                new Identity(
                    new UserId("user-1"),
                    new SessionId("sess-1"),
                    Set.of("admin"),
                    List.of("orders.*:rw"))));
  }

  @Test
  void demandsTheIssuerWhereOneIsSet() {
    TokenPolicy policy = policy(Optional.of("https://idp"), Optional.empty());

    assertThat(code(judge(policy, forge().claim("iss", "https://idp").signed()))).isEqualTo("OK");
    assertThat(code(judge(policy, forge().claim("iss", "https://idp/").signed())))
        .isEqualTo("UNAUTHORIZED");
    assertThat(code(judge(policy, forge().claim("iss", List.of("https://idp")).signed())))
        .isEqualTo("UNAUTHORIZED");
    assertThat(code(judge(policy, forge().signed()))).isEqualTo("UNAUTHORIZED");
  }

  @Test
  void demandsTheAudienceWhereOneIsSet() {
    TokenPolicy policy = policy(Optional.empty(), Optional.of("admitone"));

    assertThat(code(judge(policy, forge().claim("aud", "admitone").signed()))).isEqualTo("OK");
    assertThat(code(judge(policy, forge().claim("aud", List.of("x", "admitone")).signed())))
        .isEqualTo("OK");
    assertThat(code(judge(policy, forge().claim("aud", "admitone2").signed())))
        .isEqualTo("UNAUTHORIZED");
    assertThat(code(judge(policy, forge().claim("aud", 7).signed()))).isEqualTo("UNAUTHORIZED");
    assertThat(code(judge(policy, forge().signed()))).isEqualTo("UNAUTHORIZED");
  }

  @Test
  void saysExpiredOnlyOfATokenThatWasValid() {
    TokenPolicy policy = policy(Optional.of("https://idp"), Optional.empty());
    TokenForge expired = forge().claim("exp", 1);

    assertThat(code(judge(policy, expired.signed()))).isEqualTo("UNAUTHORIZED");
    assertThat(code(judge(policy, expired.claim("iss", "https://idp").signed())))
        .isEqualTo("TOKEN_EXPIRED");
  }

  @Test
  void takesNothingButAShortStringForASession() {
    long seed = System.nanoTime();
    Random random = new Random(seed);

    for (int i = 0; i < 500; i++) {
      Object value = anyJson(random, 0);
      boolean legal = value instanceof String s && !s.isBlank() && s.length() <= 128;
      String token = forge().claim("sessionId", value).signed();

      assertThat(code(judge(policy(), token)))
          .as("seed %d, round %d, sessionId %s", seed, i, value)
          .isEqualTo(legal ? "OK" : token.length() > 8192 ? "UNAUTHORIZED" : "MISSING_SESSION");
    }
  }

  @Test
  void neverBelievesNorChokesOnATokenWithOneCharacterChanged() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    String valid = forge().signed();

    for (int i = 0; i < 1000; i++) {
      StringBuilder changed = new StringBuilder(valid);
      // The last character of a signature carries bits that nobody reads.
      int at = random.nextInt(valid.length() - 1);
      char other = (char) random.nextInt(0x180);
      changed.setCharAt(at, other);
      if (other != valid.charAt(at)) {
        assertThat(code(judge(policy(), changed.toString())))
            .as("seed %d, round %d, %s at %d", seed, i, (int) other, at)
            .isEqualTo("UNAUTHORIZED");
      }
    }
  }

  @Test
  void neverChokesOnSignedGarbage() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    List<String> names =
        List.of("sub", "sessionId", "exp", "nbf", "iat", "iss", "aud", "roles", "rooms");

    for (int i = 0; i < 500; i++) {
      TokenForge forge = forge();
      for (int n = 0; n < 3; n++) {
        forge.claim(names.get(random.nextInt(names.size())), anyJson(random, 0));
      }
      assertThat(code(judge(policy(), forge.signed())))
          .as("seed %d, round %d", seed, i)
          .isIn("OK", "UNAUTHORIZED", "TOKEN_EXPIRED", "MISSING_SESSION");
    }
  }

  @Test
  void acceptsWhatDevelopersAreGiven() {
    TokenPolicy policy = policy(Optional.of("https://idp"), Optional.of("admitone"));
    Identity identity =
        new Identity(new UserId("u"), new SessionId("s"), Set.of("admin"), List.of("a:r"));

    String token = new DevTokens(policy, CLOCK, Duration.ofMinutes(5)).mint(identity);

    assertThat(judge(policy, token)).isEqualTo(new TokenResult.Verified(identity));
  }

  @Test
  void refusesAPolicyThatCannotVerifyOrIsAmbiguous() {
    Optional<Jwks> jwks =
        Optional.of(new Jwks(URI.create("https://idp/keys"), Jwks.Algorithm.RS256));
    Optional<SharedSecret> secret = Optional.of(SharedSecret.of(SECRET));

    assertThatThrownBy(
            () ->
                new TokenPolicy(
                    Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("JWT_SECRET")
        .hasMessageContaining("JWKS_URL");
    assertThatThrownBy(() -> new TokenPolicy(secret, jwks, Optional.empty(), Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not both");
    assertThatThrownBy(
            () ->
                new DevTokens(
                    new TokenPolicy(Optional.empty(), jwks, Optional.empty(), Optional.empty()),
                    CLOCK,
                    Duration.ofMinutes(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("dev-tokens");
    assertThatThrownBy(() -> new Jwks(URI.create("file:///keys"), Jwks.Algorithm.RS256))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("JWKS_URL");
  }

  @Test
  void refusesAShortSecretAndNeverPrintsOne() {
    String tooShort = "s3cret-of-31-bytes-............";

    assertThatThrownBy(() -> SharedSecret.of(tooShort))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("JWT_SECRET")
        .hasMessageContaining("32")
        .hasMessageContaining("31")
        .hasMessageNotContaining(tooShort);
    assertThat(policy().toString()).doesNotContain(SECRET);
  }

  private static Object anyJson(Random random, int depth) {
    return switch (random.nextInt(depth > 2 ? 6 : 8)) {
      case 0 -> null;
      case 1 -> random.nextBoolean();
      case 2 -> random.nextInt();
      case 3 -> random.nextDouble() * 1e12;
      case 4 -> text(random, random.nextInt(260));
      case 5 -> text(random, random.nextInt(3));
      case 6 -> java.util.Arrays.asList(anyJson(random, depth + 1), anyJson(random, depth + 1));
      default -> java.util.Collections.singletonMap(text(random, 5), anyJson(random, depth + 1));
    };
  }

  private static String text(Random random, int length) {
    StringBuilder text = new StringBuilder();
    random.ints(length, 0x20, 0x250).forEach(text::appendCodePoint);
    return text.toString();
  }

  private static TokenForge forge() {
    return new TokenForge(SECRET, NOW);
  }

  private static TokenPolicy policy() {
    return policy(Optional.empty(), Optional.empty());
  }

  private static TokenPolicy policy(Optional<String> issuer, Optional<String> audience) {
    return new TokenPolicy(
        Optional.of(SharedSecret.of(SECRET)), Optional.empty(), issuer, audience);
  }

  private static TokenResult judge(TokenPolicy policy, String token) {
    try (TokenVerifier verifier = new TokenVerifier(policy, CLOCK)) {
      return verifier.verify(token).toCompletableFuture().join();
    }
  }

  private static String code(TokenResult result) {
    return result.fold(
        verified -> "OK",
        () -> "TOKEN_EXPIRED",
        () -> "MISSING_SESSION",
        invalid -> "UNAUTHORIZED",
        keysUnavailable -> "TOKEN_KEYS_UNAVAILABLE");
  }
}
