package io.admitone.http.token;

import com.nimbusds.jose.JWSAlgorithm;
import java.net.URI;

/**
 * Where an identity provider publishes the public keys of its tokens (RFC 7517 section 5).
 *
 * @param url absolute, {@code http} or {@code https}
 * @param algorithm the one algorithm that its tokens may use
 */
public record Jwks(URI url, Algorithm algorithm) {
  /**
   * @throws IllegalArgumentException if the URL is not an absolute http or https one
   */
  public Jwks {
    boolean web =
        "https".equalsIgnoreCase(url.getScheme()) || "http".equalsIgnoreCase(url.getScheme());
    if (!web || url.getHost() == null) {
      throw new IllegalArgumentException("JWKS_URL must be an absolute http or https URL");
    }
  }

  /** What a published key may be used with. */
  public enum Algorithm {
    RS256(JWSAlgorithm.RS256),
    ES256(JWSAlgorithm.ES256);

    private final JWSAlgorithm jws;

    Algorithm(JWSAlgorithm jws) {
      this.jws = jws;
    }

    JWSAlgorithm jws() {
      return jws;
    }
  }
}
