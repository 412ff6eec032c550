package io.admitone.http.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.admitone.http.MovableClock;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JwksKeysTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final ECKey FIRST = key("first");
  private static final ECKey SECOND = key("second");

  private final MovableClock clock = new MovableClock(NOW);
  private final AtomicInteger fetches = new AtomicInteger();
  private volatile Optional<JWKSet> published = Optional.of(new JWKSet(FIRST.toPublicJWK()));
  private volatile CompletableFuture<Void> gate = CompletableFuture.completedFuture(null);
  private final TokenVerifier verifier =
      new TokenVerifier(
          new TokenPolicy(
              Optional.empty(),
              Optional.of(new Jwks(URI.create("https://idp/keys"), Jwks.Algorithm.ES256)),
              Optional.empty(),
              Optional.empty()),
          clock,
          new JwksKeys(this::fetch, clock));

  @AfterEach
  void close() {
    gate.complete(null);
    verifier.close();
  }

  @Test
  void fetchesOnceForManyTokens() {
    IntStream.range(0, 10).forEach(i -> assertThat(judge(FIRST)).isEqualTo("OK"));

    assertThat(fetches).hasValue(1);
  }

  @Test
  void callersWhoWaitForTheSameSetShareOneFetchAndBlockNobody() {
    gate = new CompletableFuture<>();

    List<CompletableFuture<String>> waiting =
        IntStream.range(0, 50).mapToObj(i -> start(FIRST)).toList();

    assertThat(waiting).noneMatch(CompletableFuture::isDone);
    gate.complete(null);
    assertThat(waiting).allSatisfy(w -> assertThat(await(w)).isEqualTo("OK"));
    assertThat(fetches).hasValue(1);
  }

  @Test
  void noticesARotation() {
    judge(FIRST);
    published = Optional.of(new JWKSet(List.of(FIRST.toPublicJWK(), SECOND.toPublicJWK())));
    clock.advance(JwksKeys.MIN_INTERVAL);

    assertThat(judge(SECOND)).isEqualTo("OK");
    assertThat(judge(FIRST)).isEqualTo("OK");
  }

  @Test
  void anUnknownKeyIsInvalidAndCostsAtMostOneFetchAnInterval() {
    judge(FIRST);
    clock.advance(JwksKeys.MIN_INTERVAL);

    IntStream.range(0, 20).forEach(i -> assertThat(judge(SECOND)).isEqualTo("UNAUTHORIZED"));

    assertThat(fetches).hasValue(2);
  }

  @Test
  void aKeyOfTheRightNameThatSignedNothingIsInvalid() {
    assertThat(judge(key("first"))).isEqualTo("UNAUTHORIZED");
  }

  @Test
  void neverTakesAnOutageForABadToken() {
    published = Optional.empty();

    assertThat(judge(FIRST)).isEqualTo("TOKEN_KEYS_UNAVAILABLE");
    assertThat(judge(FIRST)).isEqualTo("TOKEN_KEYS_UNAVAILABLE");
    assertThat(fetches).hasValue(1);
  }

  @Test
  void recoversFromAnOutageByItself() {
    published = Optional.empty();
    judge(FIRST);
    published = Optional.of(new JWKSet(FIRST.toPublicJWK()));
    clock.advance(JwksKeys.MIN_INTERVAL);

    assertThat(judge(FIRST)).isEqualTo("OK");
  }

  @Test
  void knownKeysServeThroughAnOutageAndUnknownOnesAreUndecided() {
    judge(FIRST);
    published = Optional.empty();
    clock.advance(JwksKeys.USABLE_FOR.minusSeconds(1));

    assertThat(judge(FIRST)).isEqualTo("OK");
    assertThat(judge(SECOND)).isEqualTo("TOKEN_KEYS_UNAVAILABLE");
  }

  @Test
  void keysOfAnOutageThatLastsTooLongAreNotBelieved() {
    judge(FIRST);
    published = Optional.empty();
    clock.advance(JwksKeys.USABLE_FOR);

    assertThat(judge(FIRST)).isEqualTo("TOKEN_KEYS_UNAVAILABLE");
  }

  @Test
  void anOldSetIsRenewedWhileItServes() {
    judge(FIRST);
    published = Optional.of(new JWKSet(SECOND.toPublicJWK()));
    clock.advance(JwksKeys.REFRESH_AFTER);

    assertThat(judge(FIRST)).isEqualTo("OK");
    // The renewal is under way; who asks for the new key waits for it.
    assertThat(judge(SECOND)).isEqualTo("OK");
    assertThat(judge(FIRST)).isEqualTo("UNAUTHORIZED");
    assertThat(fetches).hasValue(2);
  }

  @Test
  void aTokenWithoutAKeyIdIsTriedWithEveryKey() {
    published = Optional.of(new JWKSet(List.of(SECOND.toPublicJWK(), FIRST.toPublicJWK())));

    assertThat(judge(token(FIRST, new JWSHeader(JWSAlgorithm.ES256)))).isEqualTo("OK");
  }

  @Test
  void answersWhenClosed() {
    verifier.close();

    assertThat(judge(FIRST)).isEqualTo("TOKEN_KEYS_UNAVAILABLE");
  }

  private JWKSet fetch() throws IOException {
    fetches.incrementAndGet();
    gate.join();
    return published.orElseThrow(() -> new IOException("down"));
  }

  private String judge(ECKey key) {
    return await(start(key));
  }

  private String judge(String token) {
    return await(start(token));
  }

  private CompletableFuture<String> start(ECKey key) {
    return start(
        token(key, new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(key.getKeyID()).build()));
  }

  private CompletableFuture<String> start(String token) {
    return verifier
        .verify(token)
        .thenApply(
            result ->
                result.fold(
                    verified -> "OK",
                    () -> "TOKEN_EXPIRED",
                    () -> "MISSING_SESSION",
                    invalid -> "UNAUTHORIZED",
                    keysUnavailable -> "TOKEN_KEYS_UNAVAILABLE"))
        .toCompletableFuture();
  }

  private static String await(CompletableFuture<String> result) {
    return result.orTimeout(10, TimeUnit.SECONDS).join();
  }

  private String token(ECKey key, JWSHeader header) {
    JWTClaimsSet claims =
        new JWTClaimsSet.Builder()
            .subject("user-1")
            .claim("sessionId", "sess-1")
            .expirationTime(Date.from(clock.now().plus(Duration.ofHours(1))))
            .build();
    SignedJWT jwt = new SignedJWT(header, claims);
    try {
      jwt.sign(new ECDSASigner(key));
      return jwt.serialize();
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  private static ECKey key(String id) {
    try {
      return new ECKeyGenerator(Curve.P_256).keyID(id).generate();
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }
}
