package io.admitone.http.token;

import com.nimbusds.jose.JWSAlgorithm;
import java.util.Optional;

/**
 * Which tokens are accepted. Exactly one way to verify a signature: with none, an unsigned token
 * would have to be believed; with two, nobody could say which algorithm is right (RFC 8725 section
 * 3.1).
 *
 * @param secret verifies HS256
 * @param jwks verifies RS256 or ES256
 * @param issuer the {@code iss} that is demanded, where one is
 * @param audience what {@code aud} has to contain, where something is demanded
 */
public record TokenPolicy(
    Optional<SharedSecret> secret,
    Optional<Jwks> jwks,
    Optional<String> issuer,
    Optional<String> audience) {

  /**
   * @throws IllegalArgumentException if there is neither a secret nor a key set, or both; the
   *     message names the settings
   */
  public TokenPolicy {
    if (secret.isEmpty() && jwks.isEmpty()) {
      throw new IllegalArgumentException(
          "tokens cannot be verified: set JWT_SECRET (at least "
              + SharedSecret.MIN_BYTES
              + " bytes) or JWKS_URL");
    }
    if (secret.isPresent() && jwks.isPresent()) {
      throw new IllegalArgumentException("set JWT_SECRET or JWKS_URL, not both");
    }
  }

  /** The one algorithm that a token may use. */
  JWSAlgorithm algorithm() {
    return jwks.map(set -> set.algorithm().jws()).orElse(JWSAlgorithm.HS256);
  }
}
