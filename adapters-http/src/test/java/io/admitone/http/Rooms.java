package io.admitone.http;

import io.admitone.application.rooms.GrantedRooms;
import io.admitone.application.rooms.PollRoom;
import io.admitone.application.rooms.PublishMessage;
import io.admitone.application.rooms.RoomIndex;
import io.admitone.application.rooms.RoomPolicy;
import io.admitone.application.telemetry.Telemetry;
import io.admitone.domain.readiness.ReadinessProbe;
import io.admitone.domain.room.RetentionRules;
import io.admitone.memory.MemoryRoomBroker;
import io.admitone.memory.SystemClock;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** Rooms in this process, wired as the service wires them. */
final class Rooms implements AutoCloseable {
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

  private final MemoryRoomBroker broker =
      new MemoryRoomBroker(
          new MemoryRoomBroker.Limits(RetentionRules.DEFAULT, 10_000, 1 << 24),
          e -> {
            throw e;
          },
          System::nanoTime);

  final PublishMessage publish;
  final PollRoom poll;

  Rooms(ReadinessProbe readiness, Telemetry telemetry) {
    GrantedRooms rights = new GrantedRooms();
    RoomIndex index = new RoomIndex(broker, RoomPolicy.DEFAULT, telemetry, System::nanoTime);
    publish =
        new PublishMessage(
            broker, readiness, rights, RoomPolicy.DEFAULT, new SystemClock(), telemetry);
    poll = new PollRoom(index, broker, rights, RoomPolicy.DEFAULT, timer);
  }

  @Override
  public void close() {
    broker.close();
    timer.shutdownNow();
  }
}
