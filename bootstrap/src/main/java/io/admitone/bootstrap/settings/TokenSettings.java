package io.admitone.bootstrap.settings;

import java.net.URI;
import java.util.Optional;

/**
 * Which tokens are believed. Exactly one of {@code secret} and {@code publishedKeys} is there.
 *
 * @param secret the key that tokens are signed with
 * @param publishedKeys where the issuer publishes its keys (RFC 7517)
 * @param algorithm the one that is accepted, as in RFC 7518
 * @param issuer what {@code iss} must be, where that matters
 * @param audience what {@code aud} must contain, where that matters
 * @param devTokens whether anybody may have one made
 * @param cookieName the cookie that may carry one; empty for none
 */
public record TokenSettings(
    Optional<Secret> secret,
    Optional<URI> publishedKeys,
    String algorithm,
    Optional<String> issuer,
    Optional<String> audience,
    boolean devTokens,
    Optional<String> cookieName) {
  /** A key for HS256 is at least as long as its hash (RFC 7518 section 3.2). */
  public static final int MIN_SECRET_BYTES = 32;

  public static final String HS256 = "HS256";
  public static final String RS256 = "RS256";
}
