package io.admitone.bootstrap.settings;

import java.net.URI;
import java.util.List;

/** Who a caller is. */
final class TokenTable {
  static final Setting<Secret> JWT_SECRET =
      Setting.of(
              "jwt.secret",
              Kind.key(TokenSettings.MIN_SECRET_BYTES),
              "The key that tokens are signed with (HS256). Either this or `admitone.jwt.jwks-url`"
                  + " is needed.")
          .from("JWT_SECRET");
  static final Setting<URI> JWT_JWKS_URL =
      Setting.of(
              "jwt.jwks-url",
              Kind.webAddress(),
              "Where the identity provider publishes the keys of its tokens.")
          .from("JWKS_URL");
  static final Setting<String> JWT_ALGORITHM =
      Setting.of(
          "jwt.algorithm",
          Kind.oneOf(TokenSettings.HS256, TokenSettings.RS256, "ES256"),
          "The one algorithm that is accepted: `HS256` (the default with a secret), `RS256` (the"
              + " default with published keys) or `ES256`.");
  static final Setting<String> JWT_ISSUER =
      Setting.of(
              "jwt.issuer",
              Kind.text("the text that tokens carry as iss", ".+"),
              "Tokens of another issuer are refused; needed in `prod`.")
          .from("JWT_ISSUER");
  static final Setting<String> JWT_AUDIENCE =
      Setting.of(
              "jwt.audience",
              Kind.text("the text that tokens carry as aud", ".+"),
              "Tokens for another audience are refused; needed in `prod`.")
          .from("JWT_AUDIENCE");
  static final Setting<Boolean> AUTH_DEV_TOKENS =
      Setting.of(
              "auth.dev-tokens",
              Kind.flag(),
              "Whether anybody may have a token made, with any identity; refused in `prod`.")
          .byDefault("true", "false");
  static final Setting<String> AUTH_COOKIE_NAME =
      Setting.of(
          "auth.cookie.name",
          Kind.text("a cookie's name", "[A-Za-z0-9_.-]{1,64}"),
          "The cookie that may carry the token in place of the header; without a name, none may.");

  static final List<Setting<?>> ALL =
      List.of(
          JWT_SECRET,
          JWT_JWKS_URL,
          JWT_ALGORITHM,
          JWT_ISSUER,
          JWT_AUDIENCE,
          AUTH_DEV_TOKENS,
          AUTH_COOKIE_NAME);

  private TokenTable() {}
}
