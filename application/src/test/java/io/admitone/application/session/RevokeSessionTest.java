package io.admitone.application.session;

import static io.admitone.application.People.ADA;
import static io.admitone.application.People.ADAS_SESSION;
import static io.admitone.application.People.ROOT;
import static io.admitone.application.People.ROOTS_SESSION;
import static org.assertj.core.api.Assertions.assertThat;

import io.admitone.application.FixedReadiness;
import io.admitone.application.RecordedConnection;
import io.admitone.application.RecordedTelemetry;
import io.admitone.application.ScriptedStore;
import io.admitone.application.Soon;
import io.admitone.application.connection.CloseCode;
import io.admitone.application.connection.OpenConnections;
import io.admitone.application.telemetry.TelemetryEvent.SessionRevoked;
import io.admitone.domain.identity.Identity;
import io.admitone.domain.identity.SessionId;
import io.admitone.domain.readiness.StoreState;
import io.admitone.domain.ticket.RevokeOutcome;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class RevokeSessionTest {
  private final ScriptedStore store = new ScriptedStore();
  private final FixedReadiness readiness = new FixedReadiness();
  private final OpenConnections connections = new OpenConnections();
  private final RecordedTelemetry telemetry = new RecordedTelemetry();
  private final RecordedConnection socket = RecordedConnection.of(ADA);
  private Duration deadline = Duration.ofSeconds(30);

  RevokeSessionTest() {
    connections.add(socket, connections.revocationMark());
  }

  @Test
  void endsOnesOwnSession() {
    store.answers(new RevokeOutcome.Revoked());

    RevokeResult result = revoke(ADA, ADAS_SESSION);

    assertThat(result).isEqualTo(new RevokeResult.Revoked(1));
    assertThat(store.revocations).containsExactly(ADAS_SESSION);
    assertThat(socket.closes).containsExactly(CloseCode.SESSION_REVOKED);
    assertThat(telemetry.only(SessionRevoked.class))
        .isEqualTo(new SessionRevoked(ADAS_SESSION, 1, "trace"));
  }

  @Test
  void closesSocketsAlsoWhereNoTicketIsOutstanding() {
    store.answers(new RevokeOutcome.NothingToRevoke());

    assertThat(revoke(ADA, ADAS_SESSION)).isEqualTo(new RevokeResult.Revoked(1));
    assertThat(socket.closes).containsExactly(CloseCode.SESSION_REVOKED);
  }

  @Test
  void endsAnySessionForAnAdmin() {
    store.answers(new RevokeOutcome.Revoked());

    assertThat(revoke(ROOT, ADAS_SESSION)).isEqualTo(new RevokeResult.Revoked(1));
  }

  @Test
  void endsASessionThatNobodyKnows() {
    store.answers(new RevokeOutcome.NothingToRevoke());

    assertThat(revoke(ROOT, new SessionId("nobody"))).isEqualTo(new RevokeResult.Revoked(0));
    assertThat(socket.closes).isEmpty();
  }

  @Test
  void endsNobodyElsesSession() {
    assertThat(revoke(ADA, ROOTS_SESSION)).isEqualTo(new RevokeResult.Forbidden());
    assertThat(store.calls()).isZero();
    assertThat(telemetry.events).isEmpty();
  }

  @Test
  void tellsAStrangerNothingOfTheStore() {
    readiness.state = StoreState.FAILED;

    assertThat(revoke(ADA, ROOTS_SESSION)).isEqualTo(new RevokeResult.Forbidden());
  }

  @Test
  void changesNothingWhileTheStoreIsNotReady() {
    readiness.state = StoreState.CONNECTING;

    assertThat(revoke(ADA, ADAS_SESSION))
        .isEqualTo(new RevokeResult.Unavailable("the store is not ready"));
    assertThat(store.calls()).isZero();
    assertThat(socket.closes).isEmpty();
  }

  @Test
  void closesNoSocketWhenTheStoreCannotAnswer() {
    store
        .answers(new RevokeOutcome.Unavailable("read-only"))
        .answers(new RevokeOutcome.Indeterminate("connection lost"));

    assertThat(revoke(ADA, ADAS_SESSION)).isEqualTo(new RevokeResult.Unavailable("read-only"));
    assertThat(revoke(ADA, ADAS_SESSION))
        .isEqualTo(new RevokeResult.Unavailable("connection lost"));
    assertThat(socket.closes).isEmpty();
    assertThat(telemetry.events).isEmpty();
  }

  @Test
  void waitsForTheStoreBeforeItClosesSockets() {
    CompletableFuture<RevokeOutcome> answer = store.answersLater();

    CompletionStage<RevokeResult> stage = revokeSession().revoke(ADA, ADAS_SESSION, "trace");
    assertThat(socket.closes).isEmpty();
    answer.complete(new RevokeOutcome.Revoked());

    assertThat(Soon.now(stage)).isEqualTo(new RevokeResult.Revoked(1));
    assertThat(socket.closes).hasSize(1);
  }

  @Test
  void isUnavailableWhenNoAnswerComesInTime() {
    deadline = Duration.ofMillis(20);
    CompletableFuture<RevokeOutcome> answer = store.answersLater();

    RevokeResult result = revoke(ADA, ADAS_SESSION);
    answer.complete(new RevokeOutcome.Revoked());

    assertThat(result).isEqualTo(new RevokeResult.Unavailable("no answer within PT0.02S"));
    assertThat(socket.closes).isEmpty();
  }

  @Test
  void failsWhenTheStoreBreaksItsContract() {
    store
        .answersWith(
            () -> {
              throw new IllegalStateException("secret");
            })
        .answersWith(() -> CompletableFuture.failedFuture(new IllegalStateException("secret")));

    for (int i = 0; i < 2; i++) {
      assertThat(revoke(ADA, ADAS_SESSION))
          .isEqualTo(new RevokeResult.Failed("unforeseen: IllegalStateException"));
    }
    assertThat(socket.closes).isEmpty();
  }

  @Test
  void failsWhenASocketThrows() {
    store.answers(new RevokeOutcome.Revoked());
    socket.whenTold =
        () -> {
          throw new IllegalStateException("broken");
        };

    assertThat(revoke(ADA, ADAS_SESSION))
        .isEqualTo(new RevokeResult.Failed("unforeseen: IllegalStateException"));
  }

  @Test
  void answersByTheBranchOfItsResult() {
    assertThat(answer(new RevokeResult.Revoked(3))).isEqualTo("revoked 3");
    assertThat(answer(new RevokeResult.Forbidden())).isEqualTo("forbidden");
    assertThat(answer(new RevokeResult.Unavailable("full"))).isEqualTo("unavailable full");
    assertThat(answer(new RevokeResult.Failed("broken"))).isEqualTo("failed broken");
  }

  private static String answer(RevokeResult result) {
    return result.fold(
        revoked -> "revoked " + revoked.closedSockets(),
        () -> "forbidden",
        unavailable -> "unavailable " + unavailable.cause(),
        failed -> "failed " + failed.cause());
  }

  private RevokeResult revoke(Identity caller, SessionId session) {
    return Soon.get(revokeSession().revoke(caller, session, "trace"));
  }

  private RevokeSession revokeSession() {
    return new RevokeSession(store, readiness, connections, deadline, telemetry);
  }
}
