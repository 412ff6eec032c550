package io.admitone.application.connection;

import static io.admitone.application.People.ADA;
import static io.admitone.application.People.ADAS_SESSION;
import static io.admitone.application.People.ROOT;
import static io.admitone.application.People.TAB;
import static io.admitone.application.People.TRACEPARENT;
import static io.admitone.application.People.grant;
import static org.assertj.core.api.Assertions.assertThat;

import io.admitone.application.FixedReadiness;
import io.admitone.application.RecordedConnection;
import io.admitone.application.RecordedTelemetry;
import io.admitone.application.ScriptedStore;
import io.admitone.application.Soon;
import io.admitone.application.telemetry.TelemetryEvent.RedemptionResultKind;
import io.admitone.application.telemetry.TelemetryEvent.TicketRedemptionEnded;
import io.admitone.domain.identity.ClientId;
import io.admitone.domain.identity.Origin;
import io.admitone.domain.identity.SessionId;
import io.admitone.domain.readiness.StoreState;
import io.admitone.domain.ticket.Bindings;
import io.admitone.domain.ticket.Grant;
import io.admitone.domain.ticket.RedeemOutcome;
import io.admitone.domain.ticket.RedeemOutcome.Reason;
import io.admitone.domain.ticket.Ticket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AdmitConnectionTest {
  private static final Ticket TICKET = Ticket.of(new byte[Ticket.SECRET_BYTES]);
  private static final Grant ADAS = grant(ADA, Bindings.NONE);
  private static final Origin ORIGIN = new Origin("https://app.example.com");

  private final ScriptedStore store = new ScriptedStore();
  private final FixedReadiness readiness = new FixedReadiness();
  private final OpenConnections connections = new OpenConnections();
  private final RecordedTelemetry telemetry = new RecordedTelemetry();
  private final RecentRedemptions recent = new RecentRedemptions(10);
  private Authentication authentication = Authentication.REQUIRED;
  private Authentication atRooms = Authentication.REQUIRED;
  private Endpoint endpoint = Endpoint.CLIENT;
  private Duration deadline = Duration.ofSeconds(30);
  private long nanos = -1_000_000_000;

  private List<String> clientIds = List.of(TAB.value());
  private Optional<String> version = Optional.empty();
  private Optional<String> role = Optional.empty();
  private List<String> tickets = List.of(TICKET.reveal());
  private Optional<Origin> origin = Optional.of(ORIGIN);

  @Test
  void admitsWithTheGrantOfTheTicket() {
    store.answers(new RedeemOutcome.Redeemed(ADAS));

    assertThat(admit())
        .isEqualTo(new Admission.Admitted(TAB, ClientRole.FRONTEND, Optional.of(ADAS), 0));
    assertThat(store.redemptions).containsExactly(TICKET.key());
  }

  @Test
  void tellsOperatorsWhoWasAdmittedAndHowLongItTook() {
    store.answersWith(
        () -> {
          nanos += 7_000;
          return CompletableFuture.completedFuture(new RedeemOutcome.Redeemed(ADAS));
        });

    admit();

    assertThat(telemetry.only(TicketRedemptionEnded.class))
        .isEqualTo(
            new TicketRedemptionEnded(
                RedemptionResultKind.ADMITTED,
                Optional.of(TICKET.key().ticketHash()),
                Optional.of(ADAS_SESSION),
                "trace",
                Duration.ofNanos(7_000),
                Optional.empty()));
  }

  @Test
  void isFollowedFromThePresentationToTheJudgementWithTheStoresCallAsAPart() {
    store
        .answersWith(
            () -> {
              telemetry.spans.add("store");
              return CompletableFuture.completedFuture(new RedeemOutcome.Redeemed(ADAS));
            })
        .answersWith(
            () -> {
              throw new IllegalStateException("on purpose");
            });

    admit();
    admit();

    assertThat(telemetry.spans)
        .containsExactly(
            "begin REDEEM_TICKET trace " + TRACEPARENT,
            "enter",
            "store",
            "leave",
            "end admitted",
            "begin REDEEM_TICKET trace " + TRACEPARENT,
            "enter",
            "leave",
            "end unavailable failed");
  }

  @Test
  void isNotFollowedWhereNoTicketIsPresented() {
    tickets = List.of();

    admit();

    assertThat(telemetry.spans).isEmpty();
  }

  @Test
  void showsNoTicketInAnyText() {
    store
        .answers(new RedeemOutcome.Redeemed(ADAS))
        .answersWith(
            () -> {
              throw new IllegalStateException(TICKET.reveal());
            });

    String admissions = admit().toString() + admit();

    assertThat(admissions).doesNotContain(TICKET.reveal());
    assertThat(telemetry.events.toString()).doesNotContain(TICKET.reveal());
    assertThat(request().toString()).isEqualTo("ConnectRequest[trace]");
  }

  @Test
  void speaksVersion1WhetherAskedForOrNot() {
    store.answers(new RedeemOutcome.Redeemed(ADAS));
    version = Optional.of("1");

    assertThat(admit()).isInstanceOf(Admission.Admitted.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "2", "01", "1.0", " 1", "one"})
  void speaksNoOtherVersion(String asked) {
    version = Optional.of(asked);

    assertRefusedUnspent(CloseCode.UNSUPPORTED_VERSION);
  }

  @Test
  void speaksVersion2AtTheDoorToRooms() {
    store.answers(new RedeemOutcome.Redeemed(ADAS)).answers(new RedeemOutcome.Redeemed(ADAS));
    endpoint = Endpoint.ROOMS;

    assertThat(admit()).isInstanceOf(Admission.Admitted.class);
    version = Optional.of("2");
    assertThat(admit()).isInstanceOf(Admission.Admitted.class);
    version = Optional.of("1");
    assertRefused(CloseCode.UNSUPPORTED_VERSION);
  }

  @ParameterizedTest
  @CsvSource({"CLIENT, OPTIONAL, REQUIRED", "ROOMS, REQUIRED, OPTIONAL"})
  void eachDoorDecidesWhetherItNeedsATicket(
      Endpoint door, Authentication client, Authentication rooms) {
    tickets = List.of();
    endpoint = door;
    authentication = client;
    atRooms = rooms;
    assertThat(admit()).isInstanceOf(Admission.Admitted.class);

    authentication = rooms;
    atRooms = client;
    assertRefusedUnspent(CloseCode.AUTH_REQUIRED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Frontend", "ADMIN", "root", "frontend "})
  void knowsNoOtherRole(String asked) {
    role = Optional.of(asked);

    assertRefusedUnspent(CloseCode.INVALID_ROLE);
  }

  @Test
  void needsExactlyOneGoodClientId() {
    for (List<String> given :
        List.of(
            List.<String>of(),
            List.of(""),
            List.of("a b"),
            List.of("a".repeat(129)),
            List.of("a", "b"),
            List.of("a", "a"))) {
      clientIds = given;

      assertRefusedUnspent(CloseCode.INVALID_CLIENT_ID);
    }
  }

  @Test
  void looksAtVersionThenRoleThenClientIdThenTicket() {
    version = Optional.of("2");
    role = Optional.of("root");
    clientIds = List.of();
    tickets = List.of();

    assertRefusedUnspent(CloseCode.UNSUPPORTED_VERSION);
    version = Optional.empty();
    assertRefusedUnspent(CloseCode.INVALID_ROLE);
    role = Optional.empty();
    assertRefusedUnspent(CloseCode.INVALID_CLIENT_ID);
    clientIds = List.of(TAB.value());
    assertRefusedUnspent(CloseCode.AUTH_REQUIRED);
  }

  @Test
  void tellsAnImpossibleRequestTheTruthAlsoWhileTheStoreIsDown() {
    readiness.state = StoreState.FAILED;
    version = Optional.of("2");

    assertRefusedUnspent(CloseCode.UNSUPPORTED_VERSION);
  }

  @ParameterizedTest
  @ValueSource(strings = {"frontend", "test"})
  void admitsWithoutATicketWhereThatIsAllowed(String asked) {
    authentication = Authentication.OPTIONAL;
    tickets = List.of();
    role = Optional.of(asked);
    readiness.state = StoreState.FAILED;

    assertThat(admit())
        .isEqualTo(new Admission.Admitted(TAB, ClientRole.parse(asked).get(), Optional.empty(), 0));
    assertThat(store.calls()).isZero();
    assertThat(telemetry.events).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Authentication.class)
  void admitsNoAdminWithoutATicket(Authentication any) {
    authentication = any;
    tickets = List.of();
    role = Optional.of("admin");

    assertRefusedUnspent(CloseCode.AUTH_REQUIRED);
  }

  @Test
  void checksATicketThatIsPresentAlsoWhereNoneIsNeeded() {
    authentication = Authentication.OPTIONAL;
    store.answers(new RedeemOutcome.NotRedeemable(Reason.UNKNOWN));

    assertRefused(CloseCode.TICKET_INVALID);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "wst_", "wst_x", "garbage"})
  void asksNoStoreAboutATextThatIsNoTicket(String text) {
    tickets = List.of(text);

    assertRefused(CloseCode.TICKET_INVALID);
    assertThat(store.calls()).isZero();
    assertThat(telemetry.only(TicketRedemptionEnded.class))
        .isEqualTo(ended(RedemptionResultKind.UNKNOWN, Optional.empty(), Optional.empty()));
  }

  @Test
  void spendsNeitherOfTwoTickets() {
    tickets = List.of(TICKET.reveal(), "wst_" + "B".repeat(43));

    assertRefused(CloseCode.TICKET_INVALID);
    assertThat(store.calls()).isZero();
    assertThat(telemetry.only(TicketRedemptionEnded.class).result())
        .isEqualTo(RedemptionResultKind.UNKNOWN);
  }

  @Test
  void spendsNothingWhileTheStoreIsNotReady() {
    for (StoreState state :
        List.of(StoreState.DISCONNECTED, StoreState.CONNECTING, StoreState.FAILED)) {
      telemetry.events.clear();
      readiness.state = state;

      assertRefused(CloseCode.TRY_AGAIN_LATER);
      assertThat(telemetry.only(TicketRedemptionEnded.class))
          .isEqualTo(unavailable("the store is not ready"));
    }
    assertThat(store.calls()).isZero();
  }

  @ParameterizedTest
  @EnumSource(Reason.class)
  void tellsThePageOnlyWhetherTheTicketHadExpired(Reason reason) {
    store.answers(new RedeemOutcome.NotRedeemable(reason));

    assertRefused(reason == Reason.EXPIRED ? CloseCode.TICKET_EXPIRED : CloseCode.TICKET_INVALID);
  }

  @ParameterizedTest
  @EnumSource(Reason.class)
  void tellsOperatorsWhyATicketWasNoGood(Reason reason) {
    store.answers(new RedeemOutcome.NotRedeemable(reason));

    admit();

    RedemptionResultKind kind =
        switch (reason) {
          case EXPIRED -> RedemptionResultKind.EXPIRED;
          case REVOKED -> RedemptionResultKind.REVOKED;
          case SPENT -> RedemptionResultKind.REPLAYED;
          case UNKNOWN, STALE, CORRUPT -> RedemptionResultKind.UNKNOWN;
        };
    assertThat(telemetry.only(TicketRedemptionEnded.class))
        .isEqualTo(ended(kind, Optional.of(TICKET.key().ticketHash()), Optional.empty()));
  }

  @Test
  void tellsOperatorsOfATicketThatIsPresentedAgain() {
    store
        .answers(new RedeemOutcome.Redeemed(ADAS))
        .answers(new RedeemOutcome.NotRedeemable(Reason.UNKNOWN));

    admit();
    Admission second = admit();

    assertThat(second).isEqualTo(new Admission.Refused(CloseCode.TICKET_INVALID));
    assertThat(results())
        .containsExactly(RedemptionResultKind.ADMITTED, RedemptionResultKind.REPLAYED);
  }

  @Test
  void knowsATicketAgainThatWasSpentByARefusal() {
    store
        .answers(
            new RedeemOutcome.Redeemed(
                grant(ADA, new Bindings(Optional.of(new ClientId("other")), Optional.empty()))))
        .answers(new RedeemOutcome.NotRedeemable(Reason.UNKNOWN));

    admit();
    admit();

    assertThat(results())
        .containsExactly(RedemptionResultKind.MISMATCH, RedemptionResultKind.REPLAYED);
  }

  @Test
  void refusesATicketThatIsBoundToAnotherClient() {
    assertBoundTicketRefused(new Bindings(Optional.of(new ClientId("other")), Optional.empty()));
  }

  @Test
  void refusesATicketThatIsBoundToAnotherOrigin() {
    assertBoundTicketRefused(
        new Bindings(Optional.empty(), Optional.of(new Origin("https://evil.example.com"))));
  }

  @Test
  void refusesATicketOfAPageThatComesWithoutAnOrigin() {
    origin = Optional.empty();

    assertBoundTicketRefused(new Bindings(Optional.empty(), Optional.of(ORIGIN)));
  }

  private void assertBoundTicketRefused(Bindings bindings) {
    store.answers(new RedeemOutcome.Redeemed(grant(ADA, bindings)));

    assertRefused(CloseCode.TICKET_INVALID);
    assertThat(store.redemptions).hasSize(1);
    assertThat(telemetry.only(TicketRedemptionEnded.class))
        .isEqualTo(
            ended(
                RedemptionResultKind.MISMATCH,
                Optional.of(TICKET.key().ticketHash()),
                Optional.of(ADAS_SESSION)));
  }

  @Test
  void admitsTheClientAndOriginThatATicketIsBoundTo() {
    Grant bound = grant(ADA, new Bindings(Optional.of(TAB), Optional.of(ORIGIN)));
    store.answers(new RedeemOutcome.Redeemed(bound));

    assertThat(admit())
        .isEqualTo(new Admission.Admitted(TAB, ClientRole.FRONTEND, Optional.of(bound), 0));
  }

  @Test
  void admitsAnAdminWhoseGrantSaysSo() {
    role = Optional.of("admin");
    Grant roots = grant(ROOT, Bindings.NONE);
    store.answers(new RedeemOutcome.Redeemed(roots));

    assertThat(admit())
        .isEqualTo(new Admission.Admitted(TAB, ClientRole.ADMIN, Optional.of(roots), 0));
  }

  @Test
  void refusesAnAdminWhoseGrantDoesNotSaySo() {
    role = Optional.of("admin");
    store.answers(new RedeemOutcome.Redeemed(ADAS));

    assertRefused(CloseCode.INVALID_ROLE);
    assertThat(store.redemptions).hasSize(1);
    assertThat(results()).containsExactly(RedemptionResultKind.MISMATCH);
  }

  @Test
  void asksToComeBackWhenTheStoreHadTrouble() {
    for (RedeemOutcome trouble :
        List.of(
            new RedeemOutcome.Unavailable("loading"), new RedeemOutcome.Indeterminate("loading"))) {
      telemetry.events.clear();
      store.answers(trouble);

      assertRefused(CloseCode.TRY_AGAIN_LATER);
      assertThat(telemetry.only(TicketRedemptionEnded.class)).isEqualTo(unavailable("loading"));
    }
    assertThat(store.redemptions).hasSize(2);
  }

  @Test
  void neverAdmitsOnALateAnswer() {
    deadline = Duration.ofMillis(20);
    CompletableFuture<RedeemOutcome> answer = store.answersLater();

    CompletionStage<Admission> stage = admission();
    assertThat(Soon.get(stage)).isEqualTo(new Admission.Refused(CloseCode.TRY_AGAIN_LATER));
    answer.complete(new RedeemOutcome.Redeemed(ADAS));

    assertThat(Soon.now(stage)).isEqualTo(new Admission.Refused(CloseCode.TRY_AGAIN_LATER));
    assertThat(store.redemptions).hasSize(1);
    assertThat(telemetry.only(TicketRedemptionEnded.class).cause())
        .contains("no answer within PT0.02S");
  }

  @Test
  void waitsForAnAnswerThatComesInTime() {
    CompletableFuture<RedeemOutcome> answer = store.answersLater();

    CompletionStage<Admission> stage = admission();
    assertThat(stage.toCompletableFuture()).isNotDone();
    answer.complete(new RedeemOutcome.Redeemed(ADAS));

    assertThat(Soon.now(stage)).isInstanceOf(Admission.Admitted.class);
  }

  @Test
  void refusesWhenTheStoreBreaksItsContract() {
    List<Supplier<CompletionStage<?>>> breaches =
        List.of(
            () -> {
              throw new IllegalStateException("secret");
            },
            () -> CompletableFuture.failedFuture(new IllegalStateException("secret")),
            () ->
                CompletableFuture.supplyAsync(
                    () -> {
                      throw new IllegalStateException("secret");
                    }));
    for (Supplier<CompletionStage<?>> breach : breaches) {
      telemetry.events.clear();
      store.answersWith(breach);

      assertRefused(CloseCode.HANDSHAKE_ERROR);
      assertThat(telemetry.only(TicketRedemptionEnded.class))
          .isEqualTo(unavailable("unforeseen: IllegalStateException"));
    }
  }

  @Test
  void refusesWhenTheStoreReturnsNothing() {
    for (Supplier<CompletionStage<?>> nothing :
        List.<Supplier<CompletionStage<?>>>of(
            () -> null,
            () -> CompletableFuture.completedFuture(null),
            () -> CompletableFuture.completedFuture(new RedeemOutcome.Redeemed(null)))) {
      telemetry.events.clear();
      store.answersWith(nothing);

      assertRefused(CloseCode.HANDSHAKE_ERROR);
      assertThat(telemetry.only(TicketRedemptionEnded.class).result())
          .isEqualTo(RedemptionResultKind.UNAVAILABLE);
    }
  }

  @Test
  void letsNobodyInWhoseSessionIsRevokedWhileHisTicketIsRedeemed() {
    CompletableFuture<RedeemOutcome> answer = store.answersLater();
    CompletionStage<Admission> stage = admission();

    connections.revoke(ADAS_SESSION);
    answer.complete(new RedeemOutcome.Redeemed(ADAS));

    Admission.Admitted admitted = (Admission.Admitted) Soon.now(stage);
    assertThat(connections.add(RecordedConnection.of(ADA), admitted.revocationMark()))
        .contains(CloseCode.SESSION_REVOKED);
  }

  @Test
  void marksAnAnonymousAdmissionToo() {
    authentication = Authentication.OPTIONAL;
    tickets = List.of();
    connections.revoke(new SessionId("somebody"));

    assertThat(((Admission.Admitted) admit()).revocationMark()).isEqualTo(1);
  }

  @Test
  void answersByTheBranchOfItsDecision() {
    Admission in = new Admission.Admitted(TAB, ClientRole.TEST, Optional.empty(), 0);
    Admission out = new Admission.Refused(CloseCode.AUTH_REQUIRED);

    assertThat(in.<String>fold(a -> a.role().wireName(), r -> r.code().reason())).isEqualTo("test");
    assertThat(out.<String>fold(a -> a.role().wireName(), r -> r.code().reason()))
        .isEqualTo("AUTH_REQUIRED");
  }

  /** Refused by a check that asks nobody and tells nobody that a ticket was judged. */
  private void assertRefusedUnspent(CloseCode code) {
    assertRefused(code);
    assertThat(store.calls()).isZero();
    assertThat(telemetry.events).isEmpty();
  }

  private void assertRefused(CloseCode code) {
    assertThat(admit()).isEqualTo(new Admission.Refused(code));
  }

  private Admission admit() {
    return Soon.get(admission());
  }

  private CompletionStage<Admission> admission() {
    return new AdmitConnection(
            store,
            readiness,
            connections,
            recent,
            new ConnectPolicy(authentication, atRooms, deadline),
            telemetry,
            () -> nanos)
        .admit(request());
  }

  private ConnectRequest request() {
    return new ConnectRequest(
        endpoint, clientIds, version, role, tickets, origin, "trace", Optional.of(TRACEPARENT));
  }

  private List<RedemptionResultKind> results() {
    return telemetry.events.stream()
        .map(event -> ((TicketRedemptionEnded) event).result())
        .toList();
  }

  private static TicketRedemptionEnded unavailable(String cause) {
    return new TicketRedemptionEnded(
        RedemptionResultKind.UNAVAILABLE,
        Optional.of(TICKET.key().ticketHash()),
        Optional.empty(),
        "trace",
        Duration.ZERO,
        Optional.of(cause));
  }

  private static TicketRedemptionEnded ended(
      RedemptionResultKind kind, Optional<String> ticketHash, Optional<SessionId> session) {
    return new TicketRedemptionEnded(
        kind, ticketHash, session, "trace", Duration.ZERO, Optional.empty());
  }
}
