package io.admitone.http.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.admitone.domain.identity.Identity;
import io.admitone.domain.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;

/**
 * Makes tokens that a {@link TokenVerifier} of the same policy accepts: for people who try things
 * out, and for tests. Whoever has one of these can be anybody.
 *
 * <p>Thread-safe.
 */
public final class DevTokens {
  private final TokenPolicy policy;
  private final SharedSecret secret;
  private final Clock clock;
  private final Duration life;

  /**
   * @param life how long a token is valid; whole seconds
   * @throws IllegalArgumentException if the policy has no secret: the keys of a key set are another
   *     party's
   */
  public DevTokens(TokenPolicy policy, Clock clock, Duration life) {
    this.policy = policy;
    this.secret =
        policy
            .secret()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "admitone.auth.dev-tokens needs JWT_SECRET; with JWKS_URL the identity"
                            + " provider makes the tokens"));
    this.clock = clock;
    this.life = life;
  }

  public Duration life() {
    return life;
  }

  /** A token that says of its bearer what the identity says. */
  public String mint(Identity identity) {
    SignedJWT jwt =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.HS256).type(JOSEObjectType.JWT).build(),
            claims(identity, clock.now()));
    try {
      jwt.sign(new MACSigner(secret.key()));
    } catch (JOSEException e) {
      throw new IllegalStateException("a secret of legal length is refused", e);
    }
    return jwt.serialize();
  }

  private JWTClaimsSet claims(Identity identity, Instant now) {
    JWTClaimsSet.Builder claims =
        new JWTClaimsSet.Builder()
            .subject(identity.user().value())
            .issueTime(Date.from(now))
            .expirationTime(Date.from(now.plus(life)))
            .claim("sessionId", identity.session().value())
            .claim("roles", List.copyOf(identity.roles()))
            .claim("rooms", identity.rooms());
    policy.issuer().ifPresent(claims::issuer);
    policy.audience().ifPresent(claims::audience);
    return claims.build();
  }
}
