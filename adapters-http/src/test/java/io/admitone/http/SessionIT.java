package io.admitone.http;

import static io.admitone.http.Envelope.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.admitone.domain.readiness.StoreState;
import io.admitone.domain.ticket.RedeemOutcome;
import io.admitone.domain.ticket.Ticket;
import io.admitone.http.Http.Answer;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Revocation, development tokens and whoami, seen from outside. */
class SessionIT {
  private static final String SESSIONS = "/api/v1/auth/sessions/";
  private static final String TOKEN = "/api/v1/auth/token";
  private static final String WHO_AM_I = "/api/v1/auth/whoami";
  private static TestServer server;
  private static Http http;

  @BeforeAll
  static void start() {
    server = new TestServer(TestServer.Options.usual());
    http = new Http(server);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @AfterEach
  void mend() {
    server.mend();
  }

  @Test
  void endingOnesOwnSessionEndsItsTickets() {
    String bearer = "Bearer " + server.token("sess-own");
    Json issued = http.post("/api/v1/auth/ws-ticket", "Authorization", bearer).json();

    Answer answer = delete("sess-own", bearer);

    assertThat(answer.status()).isEqualTo(204);
    assertThat(answer.body()).isEmpty();
    assertThat(answer.header("X-Trace-Id")).isPresent();
    Ticket ticket = Ticket.parse(issued.text("ticket")).orElseThrow();
    assertThat(server.store.redeem(ticket.key()).toCompletableFuture().join())
        .isInstanceOf(RedeemOutcome.NotRedeemable.class);
  }

  @Test
  void anAdminMayEndAnySessionAndNobodyElseMay() {
    assertThat(delete("sess-other", "Bearer " + server.token("sess-admin", "admin")).status())
        .isEqualTo(204);
    assertRefused(
        server,
        delete("sess-other", "Bearer " + server.token("sess-own", "reader")),
        ErrorCode.FORBIDDEN);
  }

  @Test
  void endingASessionNeedsAToken() {
    assertRefused(
        server, http.send("DELETE", SESSIONS + "sess-1", Optional.empty()), ErrorCode.UNAUTHORIZED);
  }

  @Test
  void aSessionIdMayHoldAnyCharacterAndAtMost128() {
    assertThat(delete("a%2Fb%20c", "Bearer " + server.token("a/b c")).status()).isEqualTo(204);
    assertRefused(
        server,
        delete("s".repeat(129), "Bearer " + server.token("sess-1", "admin")),
        ErrorCode.INVALID_REQUEST,
        "A session id has 1 to 128 characters");
    assertRefused(
        server,
        delete("%20", "Bearer " + server.token("sess-1", "admin")),
        ErrorCode.INVALID_REQUEST,
        "A session id has 1 to 128 characters");
  }

  @Test
  void troubleOfTheStoreIsToldApart() {
    String bearer = "Bearer " + server.token("sess-1");

    server.readiness.moveTo(StoreState.DISCONNECTED, 1, Optional.of("gone"));
    assertRefused(server, delete("sess-1", bearer), ErrorCode.WS_TICKET_REDIS_NOT_READY);

    server.mend();
    server.store.fault = SwitchableStore.Fault.SILENT;
    assertRefused(server, delete("sess-1", bearer), ErrorCode.WS_TICKET_REDIS_NOT_READY);

    server.store.fault = SwitchableStore.Fault.THROWS;
    assertRefused(server, delete("sess-1", bearer), ErrorCode.INTERNAL_ERROR);
  }

  @Test
  void developersGetATokenThatOpensEverything() {
    Answer answer = http.post(TOKEN);

    Json body = answer.json();
    assertThat(body.fields()).containsExactly("token", "sessionId", "expiresIn", "traceId");
    assertThat(body.text("sessionId")).matches("sess_[0-9a-f-]{36}");
    assertThat(body.number("expiresIn")).isEqualTo(3600);
    assertThat(answer.header("Cache-Control")).contains("no-store");
    assertThat(answer.header("Set-Cookie")).isEmpty();
    assertThat(
            http.post("/api/v1/auth/ws-ticket", "Authorization", "Bearer " + body.text("token"))
                .status())
        .isEqualTo(200);
  }

  @Test
  void developersMayBeAnybody() {
    Json minted =
        http.postJson(
                TOKEN,
                "{\"sessionId\":\"s-1\",\"userId\":\"ada\",\"roles\":[\"b\",\"a\"],"
                    + "\"rooms\":[\"x:r\"]}")
            .json();

    Answer answer = http.get(WHO_AM_I, "Authorization", "Bearer " + minted.text("token"));

    Json who = answer.json();
    assertThat(who.fields())
        .containsExactly(
            "authenticated", "userId", "sessionId", "roles", "authSource", "timestamp", "traceId");
    assertThat(who.at("authenticated").node().getBooleanValue()).isTrue();
    assertThat(who.text("userId")).isEqualTo("ada");
    assertThat(who.text("sessionId")).isEqualTo("s-1");
    assertThat(who.at("roles").items())
        .extracting(r -> r.node().getStringValue())
        .containsExactly("a", "b");
    assertThat(who.text("authSource")).isEqualTo("bearer");
    assertThat(who.text("timestamp")).isEqualTo("2026-01-01T00:00:00Z");
    assertThat(answer.header("Cache-Control")).contains("no-store");
  }

  @Test
  void aCallerWithoutRolesHasAnEmptyList() {
    Json who = http.get(WHO_AM_I, "Authorization", "Bearer " + server.token("sess-1")).json();

    assertThat(who.at("roles").items()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"userId\":17}",
        "{\"userId\":\"\"}",
        "{\"sessionId\":\" \"}",
        "{\"roles\":\"admin\"}",
        "{\"roles\":[1]}",
        "{\"rooms\":{}}"
      })
  void whatIsNoIdentityGetsNoToken(String body) {
    assertRefused(
        server,
        http.postJson(TOKEN, body),
        ErrorCode.INVALID_REQUEST,
        "userId and sessionId must be short texts, roles and rooms short lists of them");
  }

  @Test
  void whoAmINeedsAToken() {
    assertRefused(server, http.get(WHO_AM_I), ErrorCode.UNAUTHORIZED);
  }

  @Test
  void withoutDevelopmentTokensTheirPathDoesNotExist() {
    try (TestServer strict = new TestServer(TestServer.Options.usual().withoutDevTokens())) {
      assertRefused(strict, new Http(strict).post(TOKEN), ErrorCode.NOT_FOUND);
      assertRefused(strict, new Http(strict).get(TOKEN), ErrorCode.NOT_FOUND);
    }
  }

  private static Answer delete(String session, String bearer) {
    return http.send("DELETE", SESSIONS + session, Optional.empty(), "Authorization", bearer);
  }
}
