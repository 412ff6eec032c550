package io.admitone.http;

import static io.admitone.http.Envelope.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.admitone.http.Http.Answer;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may ask, where pages ask: origins, preflights and cookies. */
class OriginIT {
  private static final String TICKET = "/api/v1/auth/ws-ticket";
  private static final String WHO_AM_I = "/api/v1/auth/whoami";
  private static TestServer server;
  private static TestServer cookies;
  private static Http http;
  private static Http cookieHttp;

  @BeforeAll
  static void start() {
    server = new TestServer(TestServer.Options.usual());
    http = new Http(server);
    cookies = new TestServer(TestServer.Options.usual().withCookie());
    cookieHttp = new Http(cookies);
  }

  @AfterAll
  static void stop() {
    server.close();
    cookies.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "https://evil.example",
        "http://app.example.com",
        "https://app.example.com.evil.example",
        "https://app.example.com:8443",
        "https://APP.example.com",
        "https://app.example.com/",
        "https://app.example.com https://app.example.com",
        "https://xn--pp-fka.example.com",
        "app.example.com",
        "*",
        "http://localhost:8080",
        "x"
      })
  void aForeignOriginIsRefusedWhateverItAsks(String origin) {
    String bearer = "Bearer " + server.token("sess-1");

    for (Answer answer :
        List.of(
            http.post(TICKET, "Authorization", bearer, "Origin", origin),
            http.get(WHO_AM_I, "Authorization", bearer, "Origin", origin),
            http.get("/nowhere", "Origin", origin),
            preflight(http, TICKET, origin))) {
      assertRefused(server, answer, ErrorCode.ORIGIN_NOT_ALLOWED);
      assertThat(answer.header("Access-Control-Allow-Origin")).isEmpty();
      assertThat(answer.header("Vary")).contains("Origin");
    }
  }

  @Test
  void anOriginThatIsEmptyOrTooLongOrSentTwiceIsForeign() {
    assertRefused(
        server,
        http.raw("GET / HTTP/1.1\r\nHost: x\r\nOrigin:\r\n\r\n"),
        ErrorCode.ORIGIN_NOT_ALLOWED);
    assertRefused(
        server,
        http.get("/", "Origin", "https://" + "x".repeat(512)),
        ErrorCode.ORIGIN_NOT_ALLOWED);
    assertRefused(
        server,
        http.get("/", "Origin", TestServer.APP, "Origin", TestServer.APP),
        ErrorCode.ORIGIN_NOT_ALLOWED);
  }

  @Test
  void anAllowedOriginMayReadTheAnswer() {
    Answer answer =
        http.post(
            TICKET, "Authorization", "Bearer " + server.token("sess-1"), "Origin", TestServer.APP);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Access-Control-Allow-Origin")).contains(TestServer.APP);
    assertThat(answer.header("Access-Control-Expose-Headers")).contains("X-Trace-Id, Retry-After");
    assertThat(answer.header("Access-Control-Allow-Credentials")).isEmpty();
    assertThat(answer.header("Vary")).contains("Origin");
  }

  @Test
  void anAllowedOriginMayReadErrorsToo() {
    Answer answer = http.post(TICKET, "Origin", TestServer.APP);

    assertRefused(server, answer, ErrorCode.UNAUTHORIZED);
    assertThat(answer.header("Access-Control-Allow-Origin")).contains(TestServer.APP);
  }

  @Test
  void aPreflightSaysWhatMayBeSent() {
    Answer answer = preflight(http, TICKET, TestServer.APP);

    assertThat(answer.status()).isEqualTo(204);
    assertThat(answer.header("Access-Control-Allow-Origin")).contains(TestServer.APP);
    assertThat(answer.header("Access-Control-Allow-Methods")).contains("GET, POST, DELETE");
    assertThat(answer.header("Access-Control-Allow-Headers"))
        .contains("Authorization, Content-Type, X-Trace-Id, traceparent");
    assertThat(answer.header("Access-Control-Allow-Credentials")).isEmpty();
    assertThat(answer.header("Access-Control-Max-Age")).contains("600");
    assertThat(answer.header("X-Trace-Id")).isPresent();
    assertThat(answer.header("Vary")).contains("Origin");
  }

  @Test
  void optionsWithoutAPreflightIsAMethodLikeOthers() {
    assertRefused(
        server, http.send("OPTIONS", TICKET, Optional.empty()), ErrorCode.METHOD_NOT_ALLOWED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/health",
        "/health/live",
        "/health/ready",
        "/ready",
        "/healthz",
        "/api/v1/ready",
        "/metrics"
      })
  void operatorsPathsLookAtNoOrigin(String path) {
    Answer answer = http.get(path, "Origin", "https://evil.example");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Access-Control-Allow-Origin")).isEmpty();
  }

  @Test
  void aTokenInACookieCountsForNothingWhereCookiesAreOff() {
    Answer answer = http.get(WHO_AM_I, "Cookie", TestServer.COOKIE + "=" + server.token("sess-1"));

    assertRefused(server, answer, ErrorCode.UNAUTHORIZED);
  }

  @Test
  void aCookieTellsWhoIsThere() {
    Answer answer = cookieHttp.get(WHO_AM_I, "Cookie", "a=b; " + cookie("sess-c") + "; c=d");

    assertThat(answer.json().text("sessionId")).isEqualTo("sess-c");
    assertThat(answer.json().text("authSource")).isEqualTo("cookie");
  }

  @Test
  void aChangeByCookieNeedsAnAllowedOrigin() {
    assertThat(
            cookieHttp.post(TICKET, "Cookie", cookie("sess-c"), "Origin", TestServer.APP).status())
        .isEqualTo(200);
    assertRefused(
        cookies, cookieHttp.post(TICKET, "Cookie", cookie("sess-c")), ErrorCode.ORIGIN_NOT_ALLOWED);
    assertRefused(
        cookies,
        cookieHttp.post(TICKET, "Cookie", cookie("sess-c"), "Origin", "https://evil.example"),
        ErrorCode.ORIGIN_NOT_ALLOWED);
    assertRefused(
        cookies,
        cookieHttp.send(
            "DELETE", "/api/v1/auth/sessions/sess-c", Optional.empty(), "Cookie", cookie("sess-c")),
        ErrorCode.ORIGIN_NOT_ALLOWED);
  }

  @Test
  void aBadBearerNeverFallsBackToTheCookie() {
    for (String authorization : List.of("Bearer bad", "Basic x", "Bearer")) {
      assertRefused(
          cookies,
          cookieHttp.get(WHO_AM_I, "Authorization", authorization, "Cookie", cookie("sess-c")),
          ErrorCode.UNAUTHORIZED);
    }
  }

  @Test
  void aGoodBearerGoesBeforeTheCookie() {
    Answer answer =
        cookieHttp.get(
            WHO_AM_I,
            "Authorization",
            "Bearer " + cookies.token("sess-b"),
            "Cookie",
            cookie("sess-c"));

    assertThat(answer.json().text("sessionId")).isEqualTo("sess-b");
    assertThat(answer.json().text("authSource")).isEqualTo("bearer");
  }

  @Test
  void oneOfTwoCookiesIsNotChosen() {
    assertRefused(
        cookies,
        cookieHttp.get(WHO_AM_I, "Cookie", cookie("sess-c") + "; " + cookie("sess-d")),
        ErrorCode.UNAUTHORIZED);
  }

  @Test
  void aDevelopmentTokenComesAsACookieToo() {
    Answer answer = cookieHttp.post("/api/v1/auth/token", "Origin", TestServer.APP);

    String cookie = answer.header("Set-Cookie").orElseThrow();
    assertThat(cookie)
        .startsWith(TestServer.COOKIE + "=" + answer.json().text("token"))
        .contains("; HTTPOnly")
        .contains("; Secure")
        .contains("; SameSite=Lax")
        .contains("; Path=/")
        .contains("; Max-Age=3600");
    assertThat(answer.header("Access-Control-Allow-Credentials")).contains("true");
  }

  private static String cookie(String session) {
    return TestServer.COOKIE + "=" + cookies.token(session);
  }

  private static Answer preflight(Http client, String path, String origin) {
    return client.send(
        "OPTIONS",
        path,
        Optional.empty(),
        "Origin",
        origin,
        "Access-Control-Request-Method",
        "POST",
        "Access-Control-Request-Headers",
        "authorization,content-type");
  }
}
