package io.admitone.memory;

import io.admitone.contract.Backstage;
import io.admitone.contract.StoreTime;
import io.admitone.contract.TicketStoreContract;
import io.admitone.domain.ticket.TicketStore;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;

final class MemoryTicketStoreContractTest extends TicketStoreContract {
  private final AtomicLong nanos = new AtomicLong();
  private MemoryTicketStore latest;

  @Override
  protected TicketStore openStore() {
    latest = new MemoryTicketStore(10_000, nanos::get);
    return latest;
  }

  @Override
  protected StoreTime time() {
    return StoreTime.movedBy(time -> nanos.addAndGet(time.toNanos()));
  }

  @Override
  protected Backstage backstage() {
    return new Backstage() {
      @Override
      public OptionalLong records() {
        return latest == null ? OptionalLong.of(0) : OptionalLong.of(latest.outstanding());
      }
    };
  }
}
