package io.admitone.http;

import static io.admitone.http.Envelope.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.admitone.application.telemetry.TelemetryEvent.RequestRefused;
import io.admitone.application.ticket.AdmissionSlots;
import io.admitone.domain.identity.ClientId;
import io.admitone.domain.identity.Origin;
import io.admitone.domain.identity.SessionId;
import io.admitone.domain.readiness.StoreState;
import io.admitone.domain.ticket.Bindings;
import io.admitone.domain.ticket.Grant;
import io.admitone.domain.ticket.RedeemOutcome;
import io.admitone.domain.ticket.Ticket;
import io.admitone.http.Http.Answer;
import io.admitone.http.token.TokenCases;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tickets, seen from outside. */
class TicketIT {
  private static final String NO_OBJECT = "The body must be one JSON object";
  private static final String NO_CLIENT_ID =
      "clientId must be 1 to 128 of the characters A-Z a-z 0-9 . _ : -";
  private static final String PATH = "/api/v1/auth/ws-ticket";
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
  void aTicketStandsForTheTokensIdentity() {
    Answer answer = http.post(PATH, bearer("sess-1", "reader"));

    assertThat(answer.status()).isEqualTo(200);
    Json body = answer.json();
    assertThat(body.fields())
        .containsExactly("ticket", "ttlSeconds", "expiresInSeconds", "expiresAt", "traceId");
    assertThat(body.text("ticket")).matches("wst_[A-Za-z0-9_-]{43}");
    assertThat(body.number("ttlSeconds")).isEqualTo(60);
    assertThat(body.number("expiresInSeconds")).isEqualTo(60);
    assertThat(body.text("expiresAt")).isEqualTo("2026-01-01T00:01:00Z");
    assertThat(answer.header("X-Trace-Id")).contains(body.text("traceId"));
    assertThat(answer.header("Cache-Control")).contains("no-store");
    Grant grant = redeem(body);
    assertThat(grant.identity()).isEqualTo(TestServer.identity("sess-1", "reader"));
    assertThat(grant.bindings()).isEqualTo(Bindings.NONE);
    assertThat(grant.traceId()).isEqualTo(body.text("traceId"));
  }

  @Test
  void aTicketIsBoundToTheClientAndTheOriginThatAskedForIt() {
    Answer answer =
        http.postJson(
            PATH,
            "{\"clientId\": \"tab:1\", \"userId\": \"somebody-else\", \"roles\": [\"admin\"]}",
            "Authorization",
            bearer("sess-1")[1],
            "Origin",
            TestServer.APP);

    Grant grant = redeem(answer.json());
    assertThat(grant.bindings().client()).contains(new ClientId("tab:1"));
    assertThat(grant.bindings().origin()).contains(new Origin(TestServer.APP));
    assertThat(grant.identity()).isEqualTo(TestServer.identity("sess-1"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", " {} ", "{\"clientId\": null}", "{\"other\": [1, {\"a\": 2}]}"})
  void aBodyThatNamesNoClientBindsNone(String body) {
    Answer answer = http.postJson(PATH, body, bearer("sess-1"));

    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(redeem(answer.json()).bindings()).isEqualTo(Bindings.NONE);
  }

  @Test
  void aRequestWithoutABodyNeedsNoContentType() {
    assertThat(http.post(PATH, with(bearer("sess-1"), "Content-Type", "text/plain")).status())
        .isEqualTo(200);
  }

  @Test
  void aBodyWithoutAContentTypeIsTakenForJson() {
    Answer answer = http.send("POST", PATH, Optional.of("{\"clientId\":\"c\"}"), bearer("sess-1"));

    assertThat(redeem(answer.json()).bindings().client()).contains(new ClientId("c"));
  }

  static Stream<TokenCases.Case> tokens() {
    return TokenCases.all(TestServer.SECRET, TestServer.START)
        // What is no header value at all never leaves the client.
        .filter(row -> row.token().chars().allMatch(c -> c >= 0x20 && c < 0x7f));
  }

  @ParameterizedTest
  @MethodSource("tokens")
  void aTokenIsJudged(TokenCases.Case row) {
    Answer answer = http.post(PATH, "Authorization", "Bearer " + row.token());

    if (row.code().equals("OK")) {
      assertThat(answer.status()).isEqualTo(200);
    } else {
      assertRefused(server, answer, ErrorCode.valueOf(row.code()));
    }
  }

  @Test
  void aTokenIsNeededAlsoWhileTheStoreIsDown() {
    server.readiness.moveTo(StoreState.DISCONNECTED, 1, Optional.of("gone"));

    assertRefused(server, http.post(PATH), ErrorCode.UNAUTHORIZED);
  }

  @Test
  void aSchemeHasNoCaseAndNoOtherSchemeWillDo() {
    String token = server.token("sess-1");

    assertThat(http.post(PATH, "Authorization", "bEARER " + token).status()).isEqualTo(200);
    assertRefused(server, http.post(PATH, "Authorization", token), ErrorCode.UNAUTHORIZED);
    assertRefused(
        server, http.post(PATH, "Authorization", "Basic " + token), ErrorCode.UNAUTHORIZED);
    assertRefused(server, http.post(PATH, "Authorization", "Bearer"), ErrorCode.UNAUTHORIZED);
  }

  @Test
  void oneOfTwoTokensIsNotChosen() {
    String[] bearer = bearer("sess-1");

    assertRefused(
        server, http.post(PATH, with(bearer, "Authorization", bearer[1])), ErrorCode.UNAUTHORIZED);
  }

  @Test
  void aTokenInTheQueryIsNotLookedAt() {
    assertRefused(
        server,
        http.post(PATH + "?access_token=" + server.token("sess-1")),
        ErrorCode.UNAUTHORIZED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "not json",
        "[]",
        "null",
        "17",
        "\"text\"",
        "{} {}",
        "{}]",
        "{\"clientId\":\"a\"} trailing",
        "{\"clientId\":\"a\",\"clientId\":\"b\"}"
      })
  void aBodyThatIsNoJsonObjectIsRefused(String body) {
    RequestRefused report =
        assertRefused(
            server,
            http.postJson(PATH, body, bearer("sess-1")),
            ErrorCode.INVALID_REQUEST,
            NO_OBJECT);

    assertThat(report.session()).contains(new SessionId("sess-1"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"clientId\":\"\"}",
        "{\"clientId\":\"a b\"}",
        "{\"clientId\":\"a/b\"}",
        "{\"clientId\":\"\u00e4\"}",
        "{\"clientId\":17}",
        "{\"clientId\":true}",
        "{\"clientId\":[\"a\"]}",
        "{\"clientId\":{}}"
      })
  void aClientIdThatIsNoneIsRefusedInWords(String body) {
    RequestRefused report =
        assertRefused(
            server,
            http.postJson(PATH, body, bearer("sess-1")),
            ErrorCode.INVALID_REQUEST,
            NO_CLIENT_ID);

    assertThat(report.session()).contains(new SessionId("sess-1"));
  }

  @Test
  void aClientIdHasAtMost128Characters() {
    String longest = "c".repeat(128);

    assertThat(http.postJson(PATH, "{\"clientId\":\"" + longest + "\"}", bearer("sess-1")).status())
        .isEqualTo(200);
    assertRefused(
        server,
        http.postJson(PATH, "{\"clientId\":\"" + longest + "c\"}", bearer("sess-1")),
        ErrorCode.INVALID_REQUEST,
        NO_CLIENT_ID);
  }

  @Test
  void nestingWithoutEndIsRefused() {
    assertRefused(
        server,
        http.postJson(PATH, "{\"a\":".repeat(1600), bearer("sess-1")),
        ErrorCode.INVALID_REQUEST,
        NO_OBJECT);
    assertRefused(
        server,
        http.postJson(PATH, "[".repeat(8000), bearer("sess-1")),
        ErrorCode.INVALID_REQUEST,
        NO_OBJECT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/jsonp",
        "garbage"
      })
  void aBodyOfAnotherTypeIsRefused(String type) {
    Answer answer =
        http.send("POST", PATH, Optional.of("{}"), with(bearer("sess-1"), "Content-Type", type));

    assertRefused(server, answer, ErrorCode.UNSUPPORTED_MEDIA_TYPE);
  }

  @Test
  void aBodyMayHaveEightKibibytesAndNoMore() {
    String frame = "{\"a\":\"\"}";
    String full = "{\"a\":\"" + "x".repeat(8192 - frame.length()) + "\"}";

    assertThat(http.postJson(PATH, full, bearer("sess-1")).status()).isEqualTo(200);
    assertRefused(
        server, http.postJson(PATH, full + " ", bearer("sess-1")), ErrorCode.BODY_TOO_LARGE);
  }

  @Test
  void aClientThatWantsNoJsonIsTold() {
    assertRefused(
        server,
        http.post(PATH, with(bearer("sess-1"), "Accept", "text/html")),
        ErrorCode.NOT_ACCEPTABLE);
  }

  @Test
  void aSessionThatAsksTooOftenIsToldWhenToComeBack() {
    server.rate.set(session -> Optional.of(Duration.ofMillis(1500)));

    Answer answer = http.post(PATH, bearer("sess-1"));

    RequestRefused report = assertRefused(server, answer, ErrorCode.RATE_LIMITED);
    assertThat(answer.header("Retry-After")).contains("2");
    assertThat(report.session()).contains(new SessionId("sess-1"));
  }

  @Test
  void aStoreThatIsNotReadyIsNotAsked() {
    server.readiness.moveTo(StoreState.CONNECTING, 3, Optional.of("refused"));
    int callsBefore = server.store.calls();

    Answer answer = http.post(PATH, bearer("sess-1"));

    RequestRefused report = assertRefused(server, answer, ErrorCode.WS_TICKET_REDIS_NOT_READY);
    assertThat(answer.header("Retry-After")).contains("2");
    assertThat(report.session()).contains(new SessionId("sess-1"));
    assertThat(server.store.calls()).isEqualTo(callsBefore);
  }

  @Test
  void aStoreThatRefusesOrStaysSilentIsUnavailable() {
    server.store.fault = SwitchableStore.Fault.UNAVAILABLE;
    assertRefused(server, http.post(PATH, bearer("sess-1")), ErrorCode.WS_TICKET_REDIS_NOT_READY);

    server.store.fault = SwitchableStore.Fault.SILENT;
    assertRefused(server, http.post(PATH, bearer("sess-1")), ErrorCode.WS_TICKET_REDIS_NOT_READY);
  }

  @Test
  void whatNobodyForesawIsAFailureOfTheTicket() {
    server.store.fault = SwitchableStore.Fault.THROWS;
    assertRefused(server, http.post(PATH, bearer("sess-1")), ErrorCode.TICKET_GENERATION_FAILED);

    server.store.fault = SwitchableStore.Fault.NONE;
    server.rate.set(
        session -> {
          throw new IllegalStateException("thrown by the test");
        });
    assertRefused(server, http.post(PATH, bearer("sess-1")), ErrorCode.TICKET_GENERATION_FAILED);
  }

  @Test
  void inAStormEachTicketHasItsSlot() {
    AdmissionSlots onePerSecond = new AdmissionSlots(1, Duration.ofSeconds(30), () -> 0);
    try (TestServer busy = new TestServer(TestServer.Options.usual().with(onePerSecond))) {
      Http client = new Http(busy);
      String bearer = "Bearer " + busy.token("sess-1");

      Json first = client.post(PATH, "Authorization", bearer).json();
      Json second = client.post(PATH, "Authorization", bearer).json();

      assertThat(first.has("connectAfterMs")).isFalse();
      assertThat(second.number("connectAfterMs")).isEqualTo(1000);
    }
  }

  private static Grant redeem(Json issued) {
    Ticket ticket = Ticket.parse(issued.text("ticket")).orElseThrow();
    RedeemOutcome outcome = server.store.redeem(ticket.key()).toCompletableFuture().join();
    return ((RedeemOutcome.Redeemed) outcome).grant();
  }

  private static String[] bearer(String session, String... roles) {
    return new String[] {"Authorization", "Bearer " + server.token(session, roles)};
  }

  private static String[] with(String[] headers, String name, String value) {
    String[] all = java.util.Arrays.copyOf(headers, headers.length + 2);
    all[headers.length] = name;
    all[headers.length + 1] = value;
    return all;
  }
}
