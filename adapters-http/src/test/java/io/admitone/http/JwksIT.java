package io.admitone.http;

import static io.admitone.http.Envelope.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.admitone.http.Http.Answer;
import io.admitone.http.token.Jwks;
import io.admitone.http.token.TokenForge;
import io.admitone.http.token.TokenPolicy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Date;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tokens of an identity provider that publishes its keys. */
class JwksIT {
  private static final String TICKET = "/api/v1/auth/ws-ticket";
  private static final RSAKey FIRST = key("first");
  private static final RSAKey SECOND = key("second");

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch asked = new CountDownLatch(1);
  private volatile JWKSet published = new JWKSet(FIRST.toPublicJWK());
  private volatile int status = 200;
  private volatile CountDownLatch gate = new CountDownLatch(0);
  private HttpServer provider;
  private TestServer server;
  private Http http;

  @BeforeEach
  void start() throws IOException {
    provider = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    provider.createContext("/keys", this::publish);
    provider.setExecutor(threads);
    provider.start();
    URI url = URI.create("http://localhost:" + provider.getAddress().getPort() + "/keys");
    server =
        new TestServer(
            TestServer.Options.usual()
                .with(
                    new TokenPolicy(
                        Optional.empty(),
                        Optional.of(new Jwks(url, Jwks.Algorithm.RS256)),
                        Optional.of("https://idp"),
                        Optional.of("admitone"))));
    http = new Http(server);
  }

  @AfterEach
  void stop() {
    gate.countDown();
    server.close();
    provider.stop(0);
    threads.shutdownNow();
  }

  @Test
  void tokensOfThePublishedKeysAreBelievedAndNoOthers() {
    assertThat(issue(token(FIRST)).status()).isEqualTo(200);
    assertRefused(server, issue(token(SECOND)), ErrorCode.UNAUTHORIZED);
    assertRefused(server, issue(token(key("first"))), ErrorCode.UNAUTHORIZED);
    // The public key, taken for a shared secret: the classic confusion of algorithms.
    String publicKey = FIRST.toPublicJWK().toJSONString();
    assertRefused(
        server,
        issue(new TokenForge(publicKey, server.clock.now()).header("kid", "first").signed()),
        ErrorCode.UNAUTHORIZED);
  }

  @Test
  void aRotationIsNoticed() {
    assertThat(issue(token(FIRST)).status()).isEqualTo(200);
    published = new JWKSet(SECOND.toPublicJWK());
    server.clock.advance(Duration.ofSeconds(5));

    assertThat(issue(token(SECOND)).status()).isEqualTo(200);
    assertRefused(server, issue(token(FIRST)), ErrorCode.UNAUTHORIZED);
  }

  @Test
  void anOutageOfTheProviderIsNeverTheTokensFault() {
    status = 500;

    assertRefused(server, issue(token(FIRST)), ErrorCode.TOKEN_KEYS_UNAVAILABLE);

    status = 200;
    server.clock.advance(Duration.ofSeconds(5));
    assertThat(issue(token(FIRST)).status()).isEqualTo(200);

    provider.stop(0);
    server.clock.advance(Duration.ofSeconds(5));
    assertThat(issue(token(FIRST)).status()).isEqualTo(200);
    assertRefused(server, issue(token(SECOND)), ErrorCode.TOKEN_KEYS_UNAVAILABLE);
  }

  @Test
  void aProviderThatHangsHoldsNobodyElseUp() throws InterruptedException {
    gate = new CountDownLatch(1);

    CompletableFuture<Answer> waiting =
        CompletableFuture.supplyAsync(
            () ->
                http.postJson(
                    TICKET, "{\"clientId\":\"c\"}", "Authorization", "Bearer " + token(FIRST)),
            threads);
    assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();

    for (int i = 0; i < 20; i++) {
      assertThat(http.get("/health/live").status()).isEqualTo(200);
      assertRefused(server, http.post(TICKET), ErrorCode.UNAUTHORIZED);
    }
    gate.countDown();
    assertThat(waiting.orTimeout(10, TimeUnit.SECONDS).join().status()).isIn(200, 503);
  }

  private Answer issue(String token) {
    return http.post(TICKET, "Authorization", "Bearer " + token);
  }

  private void publish(HttpExchange exchange) throws IOException {
    asked.countDown();
    try {
      gate.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    byte[] body = published.toString(true).getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private String token(RSAKey key) {
    JWTClaimsSet claims =
        new JWTClaimsSet.Builder()
            .issuer("https://idp")
            .audience("admitone")
            .subject("user-1")
            .claim("sessionId", "sess-1")
            .expirationTime(Date.from(server.clock.now().plus(Duration.ofHours(1))))
            .build();
    JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build();
    SignedJWT jwt = new SignedJWT(header, claims);
    try {
      jwt.sign(new RSASSASigner(key));
      return jwt.serialize();
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  private static RSAKey key(String id) {
    try {
      return new RSAKeyGenerator(2048).keyID(id).generate();
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }
}
