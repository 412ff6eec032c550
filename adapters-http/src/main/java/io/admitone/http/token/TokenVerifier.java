package io.admitone.http.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jwt.SignedJWT;
import io.admitone.domain.time.Clock;
import java.io.IOException;
import java.net.URL;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Tells genuine tokens from others (RFC 7519, with the advice of RFC 8725).
 *
 * <p>Exactly the configured algorithm; {@code typ} absent, {@code JWT} or {@code at+jwt}; no {@code
 * crit}; {@code exp} and {@code sub} demanded, {@code nbf} and {@code iat} honoured, {@code iss}
 * and {@code aud} where the policy says so; 5 s of leeway for clocks. A token of more than {@value
 * #MAX_LENGTH} characters is not looked at.
 *
 * <p>Thread-safe and never blocks: with a secret the stage is complete on return, with a key set it
 * is where the key is known. It always completes normally, within about 5 s.
 */
public final class TokenVerifier implements AutoCloseable {
  /** The longest token that is looked at, in characters. */
  public static final int MAX_LENGTH = 8 * 1024;

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);
  private static final Duration READ_TIMEOUT = Duration.ofSeconds(2);
  private static final int MAX_KEY_SET_BYTES = 256 * 1024;

  private static final Set<JOSEObjectType> TYPES =
      Set.of(JOSEObjectType.JWT, new JOSEObjectType("at+jwt"));

  private final TokenPolicy policy;
  private final Clock clock;
  private final Keys keys;

  public TokenVerifier(TokenPolicy policy, Clock clock) {
    this(policy, clock, keys(policy, clock));
  }

  TokenVerifier(TokenPolicy policy, Clock clock, Keys keys) {
    this.policy = policy;
    this.clock = clock;
    this.keys = keys;
  }

  private static Keys keys(TokenPolicy policy, Clock clock) {
    return policy
        .jwks()
        .<Keys>map(jwks -> new JwksKeys(download(jwks), clock))
        .orElseGet(() -> new SecretKeys(policy.secret().orElseThrow()));
  }

  private static Callable<JWKSet> download(Jwks jwks) {
    DefaultResourceRetriever http =
        new DefaultResourceRetriever(
            (int) CONNECT_TIMEOUT.toMillis(), (int) READ_TIMEOUT.toMillis(), MAX_KEY_SET_BYTES);
    return () -> parse(http, jwks.url().toURL());
  }

  private static JWKSet parse(DefaultResourceRetriever http, URL url)
      throws IOException, ParseException {
    return JWKSet.parse(http.retrieveResource(url).getContent());
  }

  /** Judges a token in compact form. */
  public CompletionStage<TokenResult> verify(String token) {
    Optional<SignedJWT> read = read(token);
    if (read.isEmpty()) {
      return invalid("not a signed token in compact form");
    }
    SignedJWT jwt = read.get();
    Optional<String> fault = faultOf(jwt.getHeader());
    if (fault.isPresent()) {
      return invalid(fault.get());
    }
    return keys.candidates(jwt.getHeader())
        .thenApply(candidates -> judge(jwt, candidates))
        .exceptionally(TokenVerifier::undecided);
  }

  private static Optional<SignedJWT> read(String token) {
    if (token.length() > MAX_LENGTH || !isCompact(token)) {
      return Optional.empty();
    }
    try {
      return Optional.of(SignedJWT.parse(token));
    } catch (ParseException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The library skips characters that are not base64url; here one token has one spelling. */
  private static boolean isCompact(String token) {
    return token
        .chars()
        .allMatch(
            c ->
                (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || c == '-'
                    || c == '_'
                    || c == '.');
  }

  private Optional<String> faultOf(JWSHeader header) {
    if (!header.getAlgorithm().equals(policy.algorithm())) {
      return Optional.of("alg is not " + policy.algorithm());
    }
    if (header.getType() != null && !TYPES.contains(header.getType())) {
      return Optional.of("typ is neither JWT nor at+jwt");
    }
    return header.getIncludedParams().contains("crit")
        ? Optional.of("crit is not supported")
        : Optional.empty();
  }

  private TokenResult judge(SignedJWT jwt, List<JWSVerifier> candidates) {
    if (candidates.stream().noneMatch(key -> signed(jwt, key))) {
      return new TokenResult.Invalid(
          candidates.isEmpty() ? "no such key is known" : "the signature does not hold");
    }
    Map<String, Object> claims = jwt.getPayload().toJSONObject();
    return claims == null
        ? new TokenResult.Invalid("the payload is not a JSON object")
        : new Claims(claims, policy).judge(clock.now());
  }

  private static boolean signed(SignedJWT jwt, JWSVerifier key) {
    try {
      return key.verify(jwt.getHeader(), jwt.getSigningInput(), jwt.getSignature());
    } catch (JOSEException e) {
      return false;
    }
  }

  private static TokenResult undecided(Throwable failure) {
    Throwable cause = failure.getCause() == null ? failure : failure.getCause();
    return cause instanceof KeysUnavailableException
        ? new TokenResult.KeysUnavailable(cause.getMessage())
        : new TokenResult.Invalid("it cannot be read: " + cause.getClass().getSimpleName());
  }

  private static CompletionStage<TokenResult> invalid(String cause) {
    return CompletableFuture.completedFuture(new TokenResult.Invalid(cause));
  }

  /** Lets the thread that fetches keys go. */
  @Override
  public void close() {
    keys.close();
  }
}
