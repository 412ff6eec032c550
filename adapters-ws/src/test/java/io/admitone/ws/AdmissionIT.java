package io.admitone.ws;

import static org.assertj.core.api.Assertions.assertThat;

import io.admitone.application.connection.CloseCode;
import io.admitone.application.connection.Endpoint;
import io.admitone.application.telemetry.TelemetryEvent.AdviceReason;
import io.admitone.application.telemetry.TelemetryEvent.ConnectionClosed;
import io.admitone.application.telemetry.TelemetryEvent.ConnectionOpened;
import io.admitone.application.telemetry.TelemetryEvent.ConnectionRefused;
import io.admitone.application.telemetry.TelemetryEvent.ReconnectAdvised;
import io.admitone.domain.identity.ClientId;
import io.admitone.domain.identity.Origin;
import io.admitone.domain.identity.SessionId;
import io.admitone.domain.readiness.StoreState;
import io.admitone.domain.ticket.RedeemOutcome;
import io.micronaut.json.tree.JsonNode;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NoLeaks.class)
class AdmissionIT {
  private static final String TARGET = "/ws/client?client_id=c";

  private static TestServer server;

  @BeforeAll
  static void start() {
    server = TestServer.start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void namesTheOneWhoWasAdmittedByATicket() {
    String target = TARGET + "&ticket=" + server.ticketOf("sess_1");
    try (RawSocket socket = RawSocket.open(server, target)) {
      JsonNode hello = Protocol.parse(socket.message());

      assertThat(hello.get("client_id").getStringValue()).isEqualTo("c");
      assertThat(hello.get("session_id").getStringValue()).isEqualTo("sess_1");
      assertThat(hello.get("user_id").getStringValue()).isEqualTo("u\"1");
    }
  }

  @Test
  void namesNobodyWhoCameWithoutATicket() {
    try (RawSocket socket = RawSocket.open(server, TARGET)) {
      assertThat(socket.message()).doesNotContain("session_id").doesNotContain("user_id");
    }
  }

  @Test
  void admitsOneTicketOnce() {
    String target = TARGET + "&ticket=" + server.ticket();
    try (RawSocket first = RawSocket.open(server, target)) {
      assertThat(first.message()).contains("\"type\":\"hello\"");
    }
    assertRefused(server, target, CloseCode.TICKET_INVALID);
  }

  @Test
  void tellsThePageWhyItIsNotLetIn() {
    assertRefused(server, TARGET + "&version=2", CloseCode.UNSUPPORTED_VERSION);
    assertRefused(server, TARGET + "&version=1&version=2", CloseCode.UNSUPPORTED_VERSION);
    assertRefused(server, "/ws/client", CloseCode.INVALID_CLIENT_ID);
    assertRefused(server, "/ws/client?client_id=a&client_id=b", CloseCode.INVALID_CLIENT_ID);
    assertRefused(server, "/ws/client?client_id=%3Cb%3E", CloseCode.INVALID_CLIENT_ID);
    assertRefused(server, "/ws/client?client_id=%ff", CloseCode.INVALID_CLIENT_ID);
    assertRefused(server, "/ws/client?client_id=" + "a".repeat(129), CloseCode.INVALID_CLIENT_ID);
    assertRefused(server, TARGET + "&role=king", CloseCode.INVALID_ROLE);
    assertRefused(server, TARGET + "&role=admin", CloseCode.AUTH_REQUIRED);
    assertRefused(server, TARGET + "&role=admin&ticket=" + server.ticket(), CloseCode.INVALID_ROLE);
    assertRefused(server, TARGET + "&ticket=", CloseCode.TICKET_INVALID);
    assertRefused(server, TARGET + "&ticket=wst_nonsense", CloseCode.TICKET_INVALID);
    assertRefused(
        server,
        TARGET + "&ticket=" + server.ticket() + "&ticket=" + server.ticket(),
        CloseCode.TICKET_INVALID);
  }

  @Test
  void needsATicketWhereAuthenticationIsRequired() {
    try (TestServer strict = TestServer.startStrict()) {
      assertRefused(strict, TARGET, CloseCode.AUTH_REQUIRED);
    }
  }

  @Test
  void letsOnlyTheBoundBrowserIn() {
    Origin origin = new Origin(TestServer.ORIGIN);
    String bound = "&ticket=" + server.ticketFor(new ClientId("mine"), origin);
    assertRefused(server, "/ws/client?client_id=mine" + bound, CloseCode.TICKET_INVALID);

    String again = "&ticket=" + server.ticketFor(new ClientId("mine"), origin);
    String target = "/ws/client?client_id=mine" + again;
    try (RawSocket socket =
        RawSocket.to(server).send(RawSocket.upgrade(target, "Origin: " + origin))) {
      assertThat(socket.response().status()).isEqualTo(101);
      assertThat(socket.message()).contains("\"type\":\"hello\"");
    }
  }

  @Test
  void letsAnAdminIn() {
    String target = TARGET + "&role=admin&ticket=" + server.adminTicket();
    try (RawSocket socket = RawSocket.open(server, target)) {
      assertThat(socket.message()).contains("\"type\":\"hello\"");
    }
  }

  @Test
  void asksToComeBackWhileTheStoreIsDownAndDoesNotSpendTheTicket() {
    String target = TARGET + "&ticket=" + server.ticket();
    server.readiness.moveTo(StoreState.DISCONNECTED, 1, Optional.empty());
    try {
      assertRefused(server, target, CloseCode.TRY_AGAIN_LATER);
    } finally {
      server.readiness.moveTo(StoreState.CONNECTED, 0, Optional.empty());
    }
    try (RawSocket socket = RawSocket.open(server, target)) {
      assertThat(socket.message()).contains("\"type\":\"hello\"");
    }
  }

  @Test
  void saysThatATicketCameTooLate() {
    RedeemOutcome expired = new RedeemOutcome.NotRedeemable(RedeemOutcome.Reason.EXPIRED);
    try (TestServer late = serverWhoseStoreSays(CompletableFuture.completedFuture(expired))) {
      assertRefused(late, TARGET + "&ticket=" + late.ticket(), CloseCode.TICKET_EXPIRED);
    }
  }

  @Test
  void asksToComeBackWhenTheStoreDoesNotAnswer() {
    try (TestServer silent = serverWhoseStoreSays(new CompletableFuture<>())) {
      assertRefused(silent, TARGET + "&ticket=" + silent.ticket(), CloseCode.TRY_AGAIN_LATER);
    }
  }

  @Test
  void blamesItselfWhenTheStoreBreaksItsContract() {
    CompletionStage<RedeemOutcome> failed =
        CompletableFuture.failedFuture(new IllegalStateException("secret"));
    try (TestServer broken = serverWhoseStoreSays(failed)) {
      assertRefused(broken, TARGET + "&ticket=" + broken.ticket(), CloseCode.HANDSHAKE_ERROR);
    }
  }

  @Test
  void refusesASessionThatIsRevokedWhileItsTicketIsRedeemed() {
    GatedStore[] gate = new GatedStore[1];
    try (TestServer gated = TestServer.start(store -> gate[0] = new GatedStore(store))) {
      String target = TARGET + "&ticket=" + gated.ticketOf("doomed");
      try (RawSocket socket = RawSocket.open(gated, target)) {
        gate[0].awaitRedemption();
        gated.connections.revoke(new SessionId("doomed"));
        gate[0].open();

        assertThat(socket.message()).contains("\"error_code\":\"SESSION_REVOKED\"");
        assertThat(socket.closing()).isEqualTo("4401 SESSION_REVOKED");
      }
      assertThat(gated.events.only(ConnectionRefused.class).code())
          .isEqualTo(CloseCode.SESSION_REVOKED);
      assertThat(gated.events.of(ConnectionOpened.class)).isEmpty();
      assertThat(gated.events.of(ConnectionClosed.class)).isEmpty();
      assertThat(gated.connections.count()).isZero();
    }
  }

  @Test
  void losesNoMessageThatWasSentBeforeTheHello() {
    GatedStore[] gate = new GatedStore[1];
    try (TestServer gated = TestServer.start(store -> gate[0] = new GatedStore(store))) {
      for (int round = 0; round < 50; round++) {
        gate[0].shut();
        try (RawSocket socket =
            RawSocket.to(gated).send(RawSocket.upgrade(TARGET + "&ticket=" + gated.ticket()))) {
          socket.text("{\"type\":\"early\",\"n\":1}");
          gate[0].awaitRedemption();
          socket.text("{\"type\":\"early\",\"n\":2}");
          gate[0].open();
          socket.text("{\"type\":\"early\",\"n\":3}");

          assertThat(socket.response().status()).isEqualTo(101);
          assertThat(socket.message()).contains("\"type\":\"hello\"");
          for (int n = 1; n <= 3; n++) {
            assertThat(socket.message()).contains("\"type\":\"echo\"").contains("\"n\":" + n);
          }
        }
      }
    }
  }

  @Test
  void acceptsTheUpgradeBeforeTheStoreHasAnswered() {
    GatedStore[] gate = new GatedStore[1];
    try (TestServer gated = TestServer.start(store -> gate[0] = new GatedStore(store));
        RawSocket socket = RawSocket.open(gated, TARGET + "&ticket=" + gated.ticket())) {
      gate[0].open();
      assertThat(socket.message()).contains("\"type\":\"hello\"");
    }
  }

  @Test
  void greetsNobodyWhoLeftBeforeTheDecision() {
    GatedStore[] gate = new GatedStore[1];
    try (TestServer gated = TestServer.start(store -> gate[0] = new GatedStore(store))) {
      RawSocket socket = RawSocket.open(gated, TARGET + "&ticket=" + gated.ticket());
      gate[0].awaitRedemption();
      socket.reset();
      gate[0].open();

      Eventually.holds(
          () ->
              gated.events.of(ConnectionOpened.class).size()
                      == gated.events.of(ConnectionClosed.class).size()
                  && gated.connections.count() == 0,
          () -> "a socket without a peer is kept");
    }
  }

  @Test
  void saysGoodbyeToSomebodyWhoIsAdmittedWhileTheDrainBegins() {
    GatedStore[] gate = new GatedStore[1];
    try (TestServer gated = TestServer.start(store -> gate[0] = new GatedStore(store));
        RawSocket socket = RawSocket.open(gated, TARGET + "&ticket=" + gated.ticket())) {
      gate[0].awaitRedemption();
      gated.state.startDraining();
      gate[0].open();

      assertThat(socket.message()).contains("\"type\":\"hello\"");
      assertThat(socket.message()).contains("\"type\":\"reconnect\"");
      assertThat(socket.closing()).isEqualTo("1012 SERVICE_RESTART");
      assertThat(gated.events.only(ReconnectAdvised.class).why())
          .isEqualTo(AdviceReason.SERVICE_RESTART);
    }
  }

  private static TestServer serverWhoseStoreSays(CompletionStage<RedeemOutcome> answer) {
    return TestServer.start(
        store ->
            new GatedStore(store) {
              @Override
              public CompletionStage<RedeemOutcome> redeem(
                  io.admitone.domain.ticket.TicketKey key) {
                return answer;
              }
            });
  }

  /** A socket that is gone is told of a moment after it is no longer counted. */
  private static void forgetOthers(TestServer server) {
    Eventually.holds(
        () ->
            server.connections.count() == 0
                && server.events.of(ConnectionClosed.class).size()
                    >= server.events.of(ConnectionOpened.class).size(),
        () -> "sockets of another test");
    server.events.clear();
  }

  private static void assertRefused(TestServer server, String target, CloseCode code) {
    forgetOthers(server);
    try (RawSocket socket = RawSocket.open(server, target)) {
      String error = socket.message();
      assertThat(error).contains("\"error_code\":\"" + code.reason() + "\"");
      Protocol.assertConforms(Protocol.parse(error), "server-error");
      assertThat(socket.closing()).isEqualTo(code.code() + " " + code.reason());
    }
    ConnectionRefused refused = server.events.only(ConnectionRefused.class);
    assertThat(refused.code()).isEqualTo(code);
    assertThat(refused.endpoint()).isEqualTo(Endpoint.CLIENT);
    assertThat(server.events.of(ConnectionOpened.class)).isEmpty();
    assertThat(server.events.of(ConnectionClosed.class)).isEmpty();
  }
}
