package io.admitone.application.connection;

import static io.admitone.application.People.ADA;
import static io.admitone.application.People.ADAS_SESSION;
import static io.admitone.application.People.ROOT;
import static io.admitone.application.People.ROOTS_SESSION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.admitone.application.RecordedConnection;
import io.admitone.domain.identity.SessionId;
import java.time.Duration;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class OpenConnectionsTest {
  private static final int REMEMBERED = 10_000;

  private final OpenConnections connections = new OpenConnections();

  @Test
  void knowsWhatIsOpen() {
    RecordedConnection ada = added(RecordedConnection.of(ADA));
    RecordedConnection anonymous = added(RecordedConnection.anonymous());

    assertThat(connections.count()).isEqualTo(2);
    assertThat(connections.all()).containsExactlyInAnyOrder(ada, anonymous);
  }

  @Test
  void forgetsWhatHasEnded() {
    RecordedConnection ada = added(RecordedConnection.of(ADA));
    RecordedConnection other = added(RecordedConnection.of(ADA));

    connections.remove(ada);
    connections.remove(ada);

    assertThat(connections.all()).containsExactly(other);
    assertThat(connections.revoke(ADAS_SESSION)).isEqualTo(1);
    assertThat(ada.closes).isEmpty();
  }

  @Test
  void forgetsNothingForASocketThatWasNeverRegistered() {
    RecordedConnection ada = added(RecordedConnection.of(ADA));

    connections.remove(RecordedConnection.of(ADA));

    assertThat(connections.all()).containsExactly(ada);
    assertThat(connections.revoke(ADAS_SESSION)).isEqualTo(1);
  }

  @Test
  void registersASessionAnewAfterItsLastSocketWent() {
    connections.remove(added(RecordedConnection.of(ADA)));
    RecordedConnection next = added(RecordedConnection.of(ADA));

    connections.revoke(ADAS_SESSION);

    assertThat(next.closes).containsExactly(CloseCode.SESSION_REVOKED);
  }

  @Test
  void givesAViewThatNobodyCanChange() {
    RecordedConnection ada = added(RecordedConnection.of(ADA));

    assertThatThrownBy(() -> connections.all().remove(ada))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void closesEverySocketOfTheSessionAndNoOther() {
    RecordedConnection first = added(RecordedConnection.of(ADA));
    RecordedConnection second = added(RecordedConnection.of(ADA));
    RecordedConnection roots = added(RecordedConnection.of(ROOT));
    RecordedConnection anonymous = added(RecordedConnection.anonymous());

    assertThat(connections.revoke(ADAS_SESSION)).isEqualTo(2);

    assertThat(first.closes).containsExactly(CloseCode.SESSION_REVOKED);
    assertThat(second.closes).containsExactly(CloseCode.SESSION_REVOKED);
    assertThat(roots.closes).isEmpty();
    assertThat(anonymous.closes).isEmpty();
  }

  @Test
  void closesTheOthersWhenOneSocketThrows() {
    RuntimeException failure = new IllegalStateException("broken");
    for (int i = 0; i < 5; i++) {
      RecordedConnection socket = added(RecordedConnection.of(ADA));
      socket.whenTold =
          () -> {
            throw failure;
          };
    }

    assertThatThrownBy(() -> connections.revoke(ADAS_SESSION)).isSameAs(failure);

    assertThat(connections.all())
        .hasSize(5)
        .allSatisfy(
            socket ->
                assertThat(((RecordedConnection) socket).closes)
                    .containsExactly(CloseCode.SESSION_REVOKED));
  }

  @Test
  void survivesSocketsThatLeaveWhileTheyAreClosed() {
    for (int i = 0; i < 3; i++) {
      RecordedConnection socket = added(RecordedConnection.of(ADA));
      socket.whenTold = () -> connections.remove(socket);
    }

    assertThat(connections.revoke(ADAS_SESSION)).isEqualTo(3);
    assertThat(connections.count()).isZero();
  }

  @Test
  void refusesASocketWhoseSessionWasRevokedSinceItsMark() {
    long mark = connections.revocationMark();
    connections.revoke(ADAS_SESSION);
    RecordedConnection ada = RecordedConnection.of(ADA);

    assertThat(connections.add(ada, mark)).contains(CloseCode.SESSION_REVOKED);

    assertThat(connections.count()).isZero();
    assertThat(connections.revoke(ADAS_SESSION)).isZero();
    assertThat(ada.closes).isEmpty();
  }

  @Test
  void admitsASessionAgainThatWasRevokedBeforeItsMark() {
    connections.revoke(ADAS_SESSION);
    RecordedConnection ada = RecordedConnection.of(ADA);

    assertThat(connections.add(ada, connections.revocationMark())).isEmpty();
    assertThat(connections.all()).containsExactly(ada);
  }

  @Test
  void refusesOneSocketTooManyOfASessionAndNobodyElse() {
    OpenConnections small = new OpenConnections(new SessionLimits(2, false));
    RecordedConnection first = RecordedConnection.of(ADA);
    assertThat(small.add(first, 0)).isEmpty();
    assertThat(small.add(RecordedConnection.of(ADA), 0)).isEmpty();

    assertThat(small.add(RecordedConnection.of(ADA), 0)).contains(CloseCode.TOO_MANY_CONNECTIONS);
    assertThat(small.add(RecordedConnection.of(ROOT), 0)).isEmpty();
    assertThat(small.add(RecordedConnection.anonymous(), 0)).isEmpty();
    assertThat(small.count()).isEqualTo(4);
    assertThat(first.closes).isEmpty();

    small.remove(first);
    assertThat(small.add(RecordedConnection.of(ADA), 0)).isEmpty();
  }

  @Test
  void neverHoldsMoreOfASessionThanItMayHoweverManyComeAtOnce() throws Exception {
    OpenConnections small = new OpenConnections(new SessionLimits(5, false));
    ExecutorService threads = Executors.newFixedThreadPool(8);
    CyclicBarrier together = new CyclicBarrier(8);
    java.util.List<Future<Integer>> admitted = new java.util.ArrayList<>();
    for (int thread = 0; thread < 8; thread++) {
      admitted.add(
          threads.submit(
              () -> {
                together.await();
                int mine = 0;
                for (int i = 0; i < 20; i++) {
                  mine += small.add(RecordedConnection.of(ADA), 0).isEmpty() ? 1 : 0;
                }
                return mine;
              }));
    }

    int all = 0;
    for (Future<Integer> one : admitted) {
      all += one.get(10, TimeUnit.SECONDS);
    }
    threads.shutdownNow();
    assertThat(all).isEqualTo(5);
    assertThat(small.revoke(ADAS_SESSION)).isEqualTo(5);
  }

  @Test
  void putsANewerSocketOfTheSameClientInThePlaceOfTheOlder() {
    OpenConnections small = new OpenConnections(new SessionLimits(1, true));
    RecordedConnection older = RecordedConnection.of(ADA);
    RecordedConnection newer = RecordedConnection.of(ADA);
    older.whenTold = () -> small.remove(older);
    assertThat(small.add(older, 0)).isEmpty();
    assertThat(small.add(RecordedConnection.of(ROOT), 0)).isEmpty();

    assertThat(small.add(newer, 0)).isEmpty();

    assertThat(older.closes).containsExactly(CloseCode.REPLACED);
    assertThat(newer.closes).isEmpty();
    assertThat(small.count()).isEqualTo(2);
    assertThat(small.revoke(ADAS_SESSION)).isEqualTo(1);
  }

  @Test
  void refusesLimitsUnderWhichNobodyGetsIn() {
    assertThatThrownBy(() -> new SessionLimits(0, false))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesNobodyForTheRevocationOfAnother() {
    long mark = connections.revocationMark();
    connections.revoke(ROOTS_SESSION);

    assertThat(connections.add(RecordedConnection.of(ADA), mark)).isEmpty();
    assertThat(connections.add(RecordedConnection.anonymous(), mark)).isEmpty();
  }

  /** {@code add} asks the socket who it is between its steps: there a revocation cuts in. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void letsNoSocketSlipThroughARevocationInTheMidstOfItsRegistration(int call) {
    long mark = connections.revocationMark();
    RecordedConnection ada = RecordedConnection.of(ADA);
    InterruptedConnection socket =
        new InterruptedConnection(ada, call, () -> connections.revoke(ADAS_SESSION));

    boolean added = connections.add(socket, mark).isEmpty();
    socket.interruptIfNotYet();

    assertThat(added && ada.closes.isEmpty()).as("open, and not closed").isFalse();
    if (!added) {
      assertThat(connections.count()).isZero();
      assertThat(connections.revoke(ADAS_SESSION)).isZero();
    }
  }

  @Test
  void refusesASocketThatRegistersWhileTheSweepIsUnderWay() {
    long mark = connections.revocationMark();
    RecordedConnection late = RecordedConnection.of(ADA);
    boolean[] added = {true};
    added(RecordedConnection.of(ADA)).whenTold =
        () -> added[0] = connections.add(late, mark).isEmpty();

    connections.revoke(ADAS_SESSION);

    assertThat(added[0]).isFalse();
    assertThat(connections.count()).isEqualTo(1);
  }

  @Test
  void letsNoSocketSlipThroughBesideARevocationOnAnotherThread() throws Exception {
    ExecutorService other = Executors.newSingleThreadExecutor();
    try {
      CyclicBarrier together = new CyclicBarrier(2);
      for (int round = 0; round < 2_000; round++) {
        RecordedConnection socket = RecordedConnection.of(ADA);
        long mark = connections.revocationMark();
        Future<?> revocation =
            other.submit(
                () -> {
                  together.await();
                  return connections.revoke(ADAS_SESSION);
                });
        together.await();
        boolean added = connections.add(socket, mark).isEmpty();
        revocation.get(5, TimeUnit.SECONDS);

        assertThat(added && socket.closes.isEmpty()).as("round %s", round).isFalse();
        connections.remove(socket);
      }
    } finally {
      other.shutdownNow();
    }
  }

  @Test
  void remembersTenThousandRevocations() {
    long mark = connections.revocationMark();
    revokeOthers(REMEMBERED);

    assertThat(connections.add(RecordedConnection.of(ADA), mark)).isEmpty();
  }

  @Test
  void refusesAnAdmissionThatIsOlderThanItsMemory() {
    long mark = connections.revocationMark();
    connections.revoke(ADAS_SESSION);
    revokeOthers(REMEMBERED);

    assertThat(connections.add(RecordedConnection.of(ADA), mark))
        .contains(CloseCode.SESSION_REVOKED);
    assertThat(connections.add(RecordedConnection.of(ROOT), mark))
        .contains(CloseCode.SESSION_REVOKED);
    assertThat(connections.add(RecordedConnection.anonymous(), mark)).isEmpty();
  }

  @Test
  void forgetsOneRevocationForEachOneItCannotHold() {
    connections.revoke(ADAS_SESSION);
    long mark = connections.revocationMark();
    connections.revoke(ROOTS_SESSION);
    revokeOthers(REMEMBERED - 1);
    assertThat(connections.add(RecordedConnection.of(ADA), mark)).isEmpty();

    connections.revoke(new SessionId("one-more"));

    assertThat(connections.add(RecordedConnection.of(ADA), mark))
        .contains(CloseCode.SESSION_REVOKED);
  }

  @Test
  void refusesNoAdmissionThatBeganAfterTheLastForgottenRevocation() {
    connections.revoke(ADAS_SESSION);
    long mark = connections.revocationMark();
    revokeOthers(REMEMBERED);

    assertThat(connections.add(RecordedConnection.of(ADA), mark)).isEmpty();
  }

  @Test
  void remembersTheLatestRevocationOfASession() {
    connections.revoke(ADAS_SESSION);
    revokeOthers(REMEMBERED - 1);
    long mark = connections.revocationMark();
    connections.revoke(ADAS_SESSION);
    revokeOthers(1);

    assertThat(connections.add(RecordedConnection.of(ADA), mark))
        .contains(CloseCode.SESSION_REVOKED);
    assertThat(connections.add(RecordedConnection.of(ROOT), mark)).isEmpty();
  }

  private void revokeOthers(int count) {
    for (int i = 0; i < count; i++) {
      connections.revoke(new SessionId("other-" + i));
    }
  }

  private RecordedConnection added(RecordedConnection connection) {
    assertThat(connections.add(connection, connections.revocationMark())).isEmpty();
    return connection;
  }

  /** Does something just before the nth time that it is asked who it is. */
  private static final class InterruptedConnection implements Connection {
    private final Connection connection;
    private final Runnable interruption;
    private int callsLeft;

    private InterruptedConnection(Connection connection, int call, Runnable interruption) {
      this.connection = connection;
      this.callsLeft = call;
      this.interruption = interruption;
    }

    private void interruptIfNotYet() {
      if (callsLeft > 0) {
        callsLeft = 0;
        interruption.run();
      }
    }

    @Override
    public ConnectionInfo info() {
      if (callsLeft > 0 && --callsLeft == 0) {
        interruption.run();
      }
      return connection.info();
    }

    @Override
    public ConnectionActivity activity() {
      return connection.activity();
    }

    @Override
    public void close(CloseCode code) {
      connection.close(code);
    }

    @Override
    public void adviseReconnect(CloseCode why, Duration retryAfter) {
      connection.adviseReconnect(why, retryAfter);
    }
  }
}
