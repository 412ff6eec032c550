package io.admitone.application.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.admitone.application.People;
import io.admitone.application.RecordedConnection;
import io.admitone.application.RecordedTelemetry;
import io.admitone.application.connection.CloseCode;
import io.admitone.application.connection.ConnectionId;
import io.admitone.application.connection.OpenConnections;
import io.admitone.application.operator.BroadcastResult.Begun;
import io.admitone.application.operator.BroadcastResult.NoSuchRoom;
import io.admitone.application.operator.BroadcastResult.Unavailable;
import io.admitone.application.telemetry.TelemetryEvent.ConnectionEndedByOperator;
import io.admitone.application.telemetry.TelemetryEvent.OperatorBroadcast;
import io.admitone.domain.identity.Identity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** What an operator can do: end a socket, and say something. */
class OperatorActionsTest {
  private static final String DATA = "{\"a\":1}";

  private final OpenConnections connections = new OpenConnections();
  private final RecordedTelemetry telemetry = new RecordedTelemetry();
  private final List<String> told = new ArrayList<>();

  @Test
  void endsOneSocketAsIfItsSessionWereRevoked() {
    RecordedConnection one = open();
    RecordedConnection other = open();

    boolean ended =
        new EndConnection(connections, telemetry)
            .end(one.info().id(), People.ROOT.session(), "trace");

    assertThat(ended).isTrue();
    assertThat(one.closes).containsExactly(CloseCode.SESSION_REVOKED);
    assertThat(other.closes).isEmpty();
    assertThat(telemetry.events)
        .containsExactly(
            new ConnectionEndedByOperator(one.info().id(), People.ROOT.session(), "trace"));
  }

  @Test
  void endsNothingWhereThereIsNoSuchSocket() {
    open();

    boolean ended =
        new EndConnection(connections, telemetry)
            .end(ConnectionId.random(), People.ROOT.session(), "trace");

    assertThat(ended).isFalse();
    assertThat(telemetry.events).isEmpty();
  }

  @Test
  void tellsEverybodyWhereNoRoomIsNamed() {
    assertThat(send(Optional.empty(), RoomDirectory.EMPTY)).isEqualTo(new Begun(7));

    assertThat(told).containsExactly(DATA);
    assertThat(telemetry.events)
        .containsExactly(new OperatorBroadcast(7, People.ROOT.session(), "trace"));
  }

  @Test
  void tellsARoomAndNobodyElse() {
    RoomThatSays room = new RoomThatSays(new Begun(2));

    assertThat(send(Optional.of("orders"), room)).isEqualTo(new Begun(2));

    assertThat(told).isEmpty();
    assertThat(room.asked).containsExactly("orders " + DATA);
    assertThat(telemetry.events)
        .containsExactly(new OperatorBroadcast(2, People.ROOT.session(), "trace"));
  }

  @Test
  void reportsNoBroadcastWhereNobodyWasTold() {
    assertThat(send(Optional.of("orders"), RoomDirectory.EMPTY)).isEqualTo(new NoSuchRoom());
    assertThat(send(Optional.of("orders"), new RoomThatSays(new Unavailable("gone"))))
        .isEqualTo(new Unavailable("gone"));

    assertThat(telemetry.events).isEmpty();
  }

  @Test
  void eachResultHasAnAnswerOfItsOwn() {
    assertThat(List.of(new Begun(3), new NoSuchRoom(), new Unavailable("gone")))
        .extracting(r -> r.fold(begun -> "" + begun.sockets(), () -> "none", u -> u.cause()))
        .containsExactly("3", "none", "gone");
  }

  @Test
  void hasNoRoomsWhereThereAreNone() {
    assertThat(RoomDirectory.EMPTY.count()).isZero();
    assertThat(RoomDirectory.EMPTY.rooms()).isEmpty();
  }

  private BroadcastResult send(Optional<String> room, RoomDirectory rooms) {
    Broadcaster everybody =
        data -> {
          told.add(data);
          return 7;
        };
    return new Broadcast(everybody, rooms, telemetry)
        .send(room, DATA, People.ROOT, "trace")
        .toCompletableFuture()
        .join();
  }

  private RecordedConnection open() {
    RecordedConnection connection = RecordedConnection.of(People.ADA);
    assertThat(connections.add(connection, connections.revocationMark())).isEmpty();
    return connection;
  }

  private static final class RoomThatSays implements RoomDirectory {
    private final List<String> asked = new ArrayList<>();
    private final BroadcastResult result;

    private RoomThatSays(BroadcastResult result) {
      this.result = result;
    }

    @Override
    public int count() {
      return 1;
    }

    @Override
    public List<RoomSummary> rooms() {
      return List.of(new RoomSummary("orders", 2));
    }

    @Override
    public CompletionStage<BroadcastResult> tell(
        String room, String data, Identity operator, String traceId) {
      asked.add(room + " " + data);
      return CompletableFuture.completedFuture(result);
    }
  }
}
