package io.admitone.contract;

import io.admitone.domain.ticket.StoreCapabilities;
import io.admitone.domain.ticket.TicketStore;
import java.time.Duration;

/**
 * The contract of a right store that promises little, by a fixture that offers nothing: no time to
 * move, no fault to cause, no look behind. Not named as a test: only the proof runs it.
 */
final class BareStoreContract extends TicketStoreContract {
  @Override
  protected TicketStore openStore() {
    return new RightStore(new ToyBackend(System::nanoTime)) {
      @Override
      public StoreCapabilities capabilities() {
        return new StoreCapabilities(false, false, Duration.ofMillis(1), BOUND);
      }
    };
  }
}
