package io.admitone.memory;

import io.admitone.contract.RoomBackstage;
import io.admitone.contract.RoomBrokerContract;
import io.admitone.contract.StoreTime;
import io.admitone.domain.room.RetentionRules;
import io.admitone.domain.room.RoomBroker;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;

final class MemoryRoomBrokerContractTest extends RoomBrokerContract {
  private final AtomicLong nanos = new AtomicLong();
  private MemoryRoomBroker latest;

  @Override
  protected RoomBroker openBroker(RetentionRules retention) {
    latest =
        new MemoryRoomBroker(
            new MemoryRoomBroker.Limits(retention, 10_000, 100_000_000),
            brokenListener -> {},
            nanos::get);
    return latest;
  }

  @Override
  protected StoreTime time() {
    return StoreTime.movedBy(time -> nanos.addAndGet(time.toNanos()));
  }

  @Override
  protected RoomBackstage backstage() {
    return new RoomBackstage() {
      @Override
      public OptionalLong rooms() {
        return OptionalLong.of(latest == null ? 0 : latest.rooms());
      }
    };
  }
}
