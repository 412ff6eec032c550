package io.admitone.ws;

import io.admitone.application.rooms.GrantedRooms;
import io.admitone.application.rooms.PublishMessage;
import io.admitone.application.rooms.RoomIndex;
import io.admitone.application.rooms.RoomPolicy;
import io.admitone.application.rooms.VisitRooms;
import io.admitone.application.telemetry.Telemetry;
import io.admitone.domain.readiness.ReadinessProbe;
import io.admitone.domain.room.RetentionRules;
import io.admitone.memory.MemoryRoomBroker;
import io.admitone.memory.SystemClock;

/** Rooms in this process, wired as the service wires them. */
final class TestRooms implements AutoCloseable {
  final MemoryRoomBroker broker =
      new MemoryRoomBroker(
          new MemoryRoomBroker.Limits(RetentionRules.DEFAULT, 10_000, 1 << 24),
          e -> {
            throw e;
          },
          System::nanoTime);

  final RoomIndex index;
  final PublishMessage publish;
  final VisitRooms visits;

  TestRooms(ReadinessProbe readiness, Telemetry telemetry) {
    GrantedRooms rights = new GrantedRooms();
    index = new RoomIndex(broker, RoomPolicy.DEFAULT, telemetry, System::nanoTime);
    publish =
        new PublishMessage(
            broker, readiness, rights, RoomPolicy.DEFAULT, new SystemClock(), telemetry);
    visits = new VisitRooms(index, broker, publish, rights, RoomPolicy.DEFAULT);
  }

  @Override
  public void close() {
    broker.close();
  }
}
