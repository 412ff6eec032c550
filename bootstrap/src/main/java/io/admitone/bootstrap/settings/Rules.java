package io.admitone.bootstrap.settings;

import static io.admitone.bootstrap.settings.StopTable.*;
import static io.admitone.bootstrap.settings.StoreTable.*;
import static io.admitone.bootstrap.settings.TokenTable.*;

import io.admitone.redis.RedisSettings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What settings must not be together, though each of them may be by itself. */
final class Rules {
  private final Settings settings;
  private final Given given;

  private Rules(Settings settings, Given given) {
    this.settings = settings;
    this.given = given;
  }

  /** A sentence for each rule that is broken. */
  static List<String> brokenBy(Settings settings, Given given) {
    Rules rules = new Rules(settings, given);
    return Stream.of(
            rules.noPlaintextInProd(),
            rules.policySaidOnce(),
            rules.oneSourceOfKeys(),
            rules.algorithmFitsKeys(),
            rules.noDevTokensInProd(),
            rules.devTokensNeedASecret(),
            rules.issuerAndAudienceInProd(),
            rules.drainFitsIntoShutdown())
        .flatMap(Optional::stream)
        .toList();
  }

  private Optional<String> noPlaintextInProd() {
    boolean allowed =
        given
            .of(REDIS_ALLOW_PLAINTEXT)
            .flatMap(value -> REDIS_ALLOW_PLAINTEXT.kind().reader().apply(value.text()))
            .orElse(false);
    return settings
        .store()
        .redis()
        .map(RedisSettings::address)
        .filter(address -> isProd() && !allowed && address.isPlaintextBeyondLoopback())
        .map(
            address ->
                ("The value \"%s\" of %s (%s) is refused: in prod tickets and password may not cross a"
                        + " network unencrypted, so it takes rediss:// there, or %s=true where"
                        + " something else protects them.")
                    .formatted(
                        address,
                        REDIS_URL.name(),
                        source(REDIS_URL),
                        REDIS_ALLOW_PLAINTEXT.name()));
  }

  private Optional<String> policySaidOnce() {
    return refuseIf(
        given.of(STARTUP_POLICY).isPresent()
            && given
                .of(REDIS_FAIL_CLOSED)
                .flatMap(value -> REDIS_FAIL_CLOSED.kind().reader().apply(value.text()))
                .filter(
                    failClosed ->
                        SettingsReader.policyOf(failClosed) != settings.store().startupPolicy())
                .isPresent(),
        "%s (%s) and %s (%s) contradict each other: keep one of them."
            .formatted(
                STARTUP_POLICY.name(),
                source(STARTUP_POLICY),
                REDIS_FAIL_CLOSED.name(),
                source(REDIS_FAIL_CLOSED)));
  }

  private Optional<String> oneSourceOfKeys() {
    boolean secret = given.of(JWT_SECRET).isPresent();
    boolean published = given.of(JWT_JWKS_URL).isPresent();
    if (secret && published) {
      return Optional.of(
          "Both %s (%s) and %s (%s) are set: tokens are signed in one way, so keep one of them."
              .formatted(
                  JWT_SECRET.name(),
                  source(JWT_SECRET),
                  JWT_JWKS_URL.name(),
                  source(JWT_JWKS_URL)));
    }
    return refuseIf(
        !secret && !published,
        ("Neither %s (JWT_SECRET) nor %s (JWKS_URL) is set: without a key every token would have to"
                + " be believed, so set one of them.")
            .formatted(JWT_SECRET.name(), JWT_JWKS_URL.name()));
  }

  private Optional<String> algorithmFitsKeys() {
    boolean symmetric = settings.tokens().algorithm().equals(TokenSettings.HS256);
    boolean published = given.of(JWT_JWKS_URL).isPresent();
    return refuseIf(
        given.of(JWT_ALGORITHM).isPresent() && symmetric == published,
        "The value \"%s\" of %s (%s) is refused: with %s it takes %s."
            .formatted(
                settings.tokens().algorithm(),
                JWT_ALGORITHM.name(),
                source(JWT_ALGORITHM),
                published ? JWT_JWKS_URL.name() : JWT_SECRET.name(),
                published ? "RS256 or ES256" : TokenSettings.HS256));
  }

  private Optional<String> noDevTokensInProd() {
    return refuseIf(
        isProd() && settings.tokens().devTokens(),
        "The value \"true\" of %s (%s) is refused: in prod nobody may make his own token, so it takes"
                .formatted(AUTH_DEV_TOKENS.name(), source(AUTH_DEV_TOKENS))
            + " false.");
  }

  private Optional<String> devTokensNeedASecret() {
    return refuseIf(
        settings.tokens().devTokens() && given.of(JWT_JWKS_URL).isPresent(),
        "The value \"true\" of %s (%s) is refused: tokens can be made only with %s, so it takes false."
            .formatted(AUTH_DEV_TOKENS.name(), source(AUTH_DEV_TOKENS), JWT_SECRET.name()));
  }

  private Optional<String> issuerAndAudienceInProd() {
    return refuseIf(
        isProd() && (given.of(JWT_ISSUER).isEmpty() || given.of(JWT_AUDIENCE).isEmpty()),
        ("%s (JWT_ISSUER) and %s (JWT_AUDIENCE) must both be set in prod: otherwise tokens made for"
                + " other services would be believed.")
            .formatted(JWT_ISSUER.name(), JWT_AUDIENCE.name()));
  }

  private Optional<String> drainFitsIntoShutdown() {
    Duration needed = settings.drain().longest().plus(Settings.STOP_MARGIN);
    return refuseIf(
        needed.compareTo(settings.shutdownTimeout()) > 0,
        ("The value \"%s\" of %s (%s) is refused: %s, %s and %s to close take %s, so it takes at least"
                + " that.")
            .formatted(
                Kind.shortly(settings.shutdownTimeout()),
                SHUTDOWN_TIMEOUT.name(),
                source(SHUTDOWN_TIMEOUT),
                DRAIN_DELAY.name(),
                DRAIN_WINDOW.name(),
                Kind.shortly(Settings.CLOSE_WAIT.plus(Settings.STOP_MARGIN)),
                Kind.shortly(needed)));
  }

  private boolean isProd() {
    return settings.environment() == Environment.PROD;
  }

  private String source(Setting<?> setting) {
    return given
        .of(setting)
        .map(Given.Value::source)
        .orElse("by default in " + Kind.word(settings.environment()));
  }

  private static Optional<String> refuseIf(boolean broken, String sentence) {
    return broken ? Optional.of(sentence) : Optional.empty();
  }
}
