package io.admitone.application.rooms;

import static org.assertj.core.api.Assertions.assertThat;

import io.admitone.application.FixedReadiness;
import io.admitone.application.People;
import io.admitone.application.RecordedTelemetry;
import io.admitone.application.telemetry.TelemetryEvent.RoomClosed;
import io.admitone.application.telemetry.TelemetryEvent.RoomOpened;
import io.admitone.domain.room.Member;
import io.admitone.domain.room.Position;
import io.admitone.domain.room.RoomName;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class LingeringRoomsTest {
  private static final RoomName ROOM = new RoomName("public.a");
  private static final Duration LINGER = Duration.ofSeconds(10);

  private final ModelBroker broker = new ModelBroker(1_000);
  private final RecordedTelemetry telemetry = new RecordedTelemetry();
  private final RoomPolicy policy = new RoomPolicy(20_000, 100, 1_000, Duration.ofDays(1), LINGER);
  private final Tasks loop = new Tasks();
  private final Listener listener = new Listener(loop);
  private long now = Long.MAX_VALUE - Duration.ofSeconds(5).toNanos();
  private final RoomIndex index = new RoomIndex(broker, policy, telemetry, () -> now);
  private RoomVisit visit = visit();

  private RoomVisit visit() {
    PublishMessage publish =
        new PublishMessage(
            broker, new FixedReadiness(), new GrantedRooms(), policy, () -> People.NOON, telemetry);
    return new VisitRooms(index, broker, publish, new GrantedRooms(), policy)
        .begin(
            new Visitor(Optional.empty(), Door.SOCKET),
            new Member("c1", Optional.empty(), People.TAB),
            listener);
  }

  private void settle() {
    do {
      broker.settle();
      loop.runAll();
    } while (!broker.open.isEmpty() || !loop.isIdle());
  }

  private void come(Optional<Position> since) {
    visit.subscribe(ROOM.value(), since, listener::answered);
    settle();
  }

  private void pass(Duration time) {
    now += time.toNanos();
    index.letGo();
  }

  @Test
  void areLetGoOfWhenTheirTimeIsOver() {
    come(Optional.empty());
    visit.end();

    pass(LINGER.minusNanos(1));
    assertThat(broker.lines).hasSize(1);

    pass(Duration.ofNanos(1));
    assertThat(broker.lines).isEmpty();
  }

  @Test
  void areNotAmongThoseThatSomebodyHears() {
    come(Optional.empty());
    assertThat(index.subscribersOf(ROOM)).isEqualTo(1);

    visit.end();

    assertThat(index.count()).isZero();
    assertThat(index.rooms()).isEmpty();
    assertThat(index.subscribersOf(ROOM)).isZero();
    assertThat(telemetry.events).containsExactly(new RoomOpened(), new RoomClosed());
  }

  @Test
  void needNoNewSubscriptionForWhoComesBack() {
    come(Optional.empty());
    Position left = broker.log(ROOM).top;
    visit.end();
    broker.say(ROOM);
    settle();
    pass(Duration.ofSeconds(9));

    visit = visit();
    come(Optional.of(left));
    pass(Duration.ofSeconds(9));
    broker.say(ROOM);
    settle();

    assertThat(broker.subscriptions).isEqualTo(1);
    assertThat(listener.told).containsExactly("recovered 0", "recovered 1", "1", "2");
    assertThat(index.count()).isEqualTo(1);
  }

  @Test
  void countTheirTimeFromTheLatestLeaving() {
    come(Optional.empty());
    visit.end();
    pass(Duration.ofSeconds(9));
    visit = visit();
    come(Optional.empty());
    visit.end();

    pass(Duration.ofSeconds(9));
    assertThat(broker.lines).hasSize(1);
    pass(Duration.ofSeconds(1));
    assertThat(broker.lines).isEmpty();
  }

  @Test
  void areForgottenWhereTheStoreCouldNotBeHad() {
    broker.down = true;
    visit.subscribe(ROOM.value(), Optional.empty(), listener::answered);
    visit.end();
    settle();

    broker.down = false;
    visit = visit();
    come(Optional.empty());

    assertThat(broker.subscriptions).isEqualTo(2);
    assertThat(listener.told).containsExactly("recovered 0");
    assertThat(index.count()).isEqualTo(1);
  }

  @Test
  void areBounded() {
    IntStream.range(0, RoomIndex.MAX_LINGERING + 5)
        .forEach(i -> visit.subscribe("public." + i, Optional.empty(), answer -> {}));
    settle();

    visit.end();

    assertThat(broker.lines).hasSize(RoomIndex.MAX_LINGERING);
    pass(LINGER);
    assertThat(broker.lines).isEmpty();
  }
}
