package io.admitone.http.token;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/** Tokens and what has to become of them, for the verifier alone and for the whole service. */
public final class TokenCases {
  private TokenCases() {}

  /**
   * @param code the answer over HTTP; {@code OK} where the token is good
   */
  public record Case(String name, String token, String code) {
    @Override
    public String toString() {
      return name + " -> " + code;
    }
  }

  public static Stream<Case> all(String secret, Instant now) {
    return Stream.of(
            good(secret, now), forged(secret, now), claims(secret, now), sessions(secret, now))
        .flatMap(cases -> cases);
  }

  private static Stream<Case> good(String secret, Instant now) {
    long s = now.getEpochSecond();
    return Stream.of(
        ok("valid", forge(secret, now).signed()),
        ok("typ absent", forge(secret, now).withoutHeader("typ").signed()),
        ok("typ at+jwt", forge(secret, now).header("typ", "at+jwt").signed()),
        ok("typ in another case", forge(secret, now).header("typ", "jwt").signed()),
        ok("expired 4 s ago", forge(secret, now).claim("exp", s - 4).signed()),
        ok("nbf in 5 s", forge(secret, now).claim("nbf", s + 5).signed()),
        ok("iat in 5 s", forge(secret, now).claim("iat", s + 5).signed()),
        ok("iat absent", forge(secret, now).without("iat").signed()),
        ok("exp with a fraction", forge(secret, now).claim("exp", s + 60.5).signed()),
        ok("no roles", forge(secret, now).without("roles").signed()),
        ok("rooms", forge(secret, now).claim("rooms", List.of("orders.*:rw")).signed()),
        ok("any iss where none is demanded", forge(secret, now).claim("iss", "x").signed()));
  }

  private static Stream<Case> forged(String secret, Instant now) {
    String valid = forge(secret, now).signed();
    return Stream.of(
        no("empty", ""),
        no("garbage", "garbage"),
        no("three dots", "..."),
        no("only dots", ".."),
        no("alg none", forge(secret, now).header("alg", "none").unsigned()),
        no("alg None", forge(secret, now).header("alg", "None").unsigned()),
        no("signature stripped", valid.substring(0, valid.lastIndexOf('.') + 1)),
        no("no signature at all", valid.substring(0, valid.lastIndexOf('.'))),
        no("another secret", forge(secret, now).signedWith("HmacSHA256", "x".repeat(32))),
        no("HS512", forge(secret, now).header("alg", "HS512").signedWith("HmacSHA512", secret)),
        no("HS384", forge(secret, now).header("alg", "HS384").signedWith("HmacSHA384", secret)),
        no("RS256 with the secret", forge(secret, now).header("alg", "RS256").signed()),
        no("alg absent", forge(secret, now).withoutHeader("alg").signed()),
        no("alg a number", forge(secret, now).header("alg", 256).signed()),
        no("typ rt+jwt", forge(secret, now).header("typ", "rt+jwt").signed()),
        no("typ a number", forge(secret, now).header("typ", 1).signed()),
        no("crit", forge(secret, now).header("crit", List.of("x")).header("x", 1).signed()),
        no(
            "crit b64",
            forge(secret, now).header("crit", List.of("b64")).header("b64", true).signed()),
        no("payload changed", valid.replaceFirst("\\.[^.]*\\.", ".e30.")),
        no("a space in it", valid.substring(0, 30) + " " + valid.substring(30)),
        no("a line break at its end", valid + "\u000b"),
        no("a part too many", valid + ".x"),
        no("payload no JSON", forge(secret, now).payload("{")),
        no("payload a list", forge(secret, now).payload("[]")),
        no("payload empty", forge(secret, now).payload("")),
        no("payload of braces", forge(secret, now).payload("{\"a\":".repeat(700))),
        no("too long", forge(secret, now).claim("pad", "x".repeat(8192)).signed()));
  }

  private static Stream<Case> claims(String secret, Instant now) {
    long s = now.getEpochSecond();
    return Stream.of(
        no("no exp", forge(secret, now).without("exp").signed()),
        no("exp a string", forge(secret, now).claim("exp", "" + (s + 60)).signed()),
        no("exp in milliseconds", forge(secret, now).claim("exp", (s + 60) * 1000).signed()),
        no(
            "exp null",
            forge(secret, now).payload("{\"sub\":\"u\",\"sessionId\":\"s\",\"exp\":null}")),
        no(
            "exp huge",
            forge(secret, now).payload("{\"sub\":\"u\",\"sessionId\":\"s\",\"exp\":1e400}")),
        new Case(
            "expired 5 s ago", forge(secret, now).claim("exp", s - 5).signed(), "TOKEN_EXPIRED"),
        new Case("expired long ago", forge(secret, now).claim("exp", 1).signed(), "TOKEN_EXPIRED"),
        new Case(
            "expired, and no session",
            forge(secret, now).claim("exp", 1).without("sessionId").signed(),
            "TOKEN_EXPIRED"),
        no("expired, and not signed", forge(secret, now).claim("exp", 1).unsigned()),
        no("nbf in 6 s", forge(secret, now).claim("nbf", s + 6).signed()),
        no("nbf a string", forge(secret, now).claim("nbf", "soon").signed()),
        no("iat in 6 s", forge(secret, now).claim("iat", s + 6).signed()),
        no("no sub", forge(secret, now).without("sub").signed()),
        no("sub empty", forge(secret, now).claim("sub", "").signed()),
        no("sub a number", forge(secret, now).claim("sub", 17).signed()),
        no("sub too long", forge(secret, now).claim("sub", "x".repeat(257)).signed()),
        no("roles a string", forge(secret, now).claim("roles", "admin").signed()),
        no("roles of numbers", forge(secret, now).claim("roles", List.of(1)).signed()),
        no(
            "roles of null",
            forge(secret, now).claim("roles", Collections.singletonList(null)).signed()),
        no("an empty role", forge(secret, now).claim("roles", List.of("")).signed()),
        no(
            "too many rooms",
            forge(secret, now).claim("rooms", Collections.nCopies(257, "r")).signed()),
        no("rooms an object", forge(secret, now).claim("rooms", java.util.Map.of()).signed()));
  }

  private static Stream<Case> sessions(String secret, Instant now) {
    return Stream.of(
        session("absent", forge(secret, now).without("sessionId")),
        session("a number", forge(secret, now).claim("sessionId", 17)),
        session("true", forge(secret, now).claim("sessionId", true)),
        session("an object", forge(secret, now).claim("sessionId", java.util.Map.of("a", 1))),
        session("a list", forge(secret, now).claim("sessionId", List.of("sess-1"))),
        session("null", forge(secret, now).claim("sessionId", null)),
        session("empty", forge(secret, now).claim("sessionId", "")),
        session("blank", forge(secret, now).claim("sessionId", "  ")),
        session("of 129 characters", forge(secret, now).claim("sessionId", "s".repeat(129))),
        ok(
            "sessionId of 128 characters",
            forge(secret, now).claim("sessionId", "s".repeat(128)).signed()),
        no("sessionId absent, and not signed", forge(secret, now).without("sessionId").unsigned()));
  }

  private static TokenForge forge(String secret, Instant now) {
    return new TokenForge(secret, now);
  }

  private static Case ok(String name, String token) {
    return new Case(name, token, "OK");
  }

  private static Case no(String name, String token) {
    return new Case(name, token, "UNAUTHORIZED");
  }

  private static Case session(String name, TokenForge token) {
    return new Case("sessionId " + name, token.signed(), "MISSING_SESSION");
  }
}
