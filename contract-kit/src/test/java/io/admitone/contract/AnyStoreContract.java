package io.admitone.contract;

import io.admitone.domain.ticket.TicketKey;
import io.admitone.domain.ticket.TicketStore;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/**
 * The contract of whatever store is under proof, on a backend that can do and show everything. Not
 * named as a test: only the proof runs it.
 */
final class AnyStoreContract extends TicketStoreContract {
  static final AtomicReference<Function<ToyBackend, TicketStore>> UNDER_PROOF =
      new AtomicReference<>();

  private final ToyBackend backend = new ToyBackend();

  @Override
  protected TicketStore openStore() {
    return UNDER_PROOF.get().apply(backend);
  }

  @Override
  protected StoreTime time() {
    return StoreTime.movedBy(backend::pass);
  }

  @Override
  protected Faults faults() {
    return backend;
  }

  @Override
  protected Backstage backstage() {
    return new ToyBackstage(backend);
  }

  /** Everything there is to see. */
  record ToyBackstage(ToyBackend backend) implements Backstage {
    private static final Duration FOR_EVER = Duration.ofDays(1);

    @Override
    public OptionalLong records() {
      return OptionalLong.of(backend.names().size());
    }

    @Override
    public OptionalLong commandsSent() {
      return OptionalLong.of(backend.commands());
    }

    @Override
    public OptionalLong connections() {
      return OptionalLong.of(backend.connections());
    }

    @Override
    public boolean damage(TicketKey key) {
      // Whatever the store under proof calls it, the case has only this one ticket.
      backend.names().stream()
          .filter(name -> name.startsWith("ticket:"))
          .forEach(name -> backend.put(name, "not a ticket", FOR_EVER));
      return true;
    }

    @Override
    public boolean plant(String name, String text) {
      backend.put("others:" + name, text, FOR_EVER);
      return true;
    }

    @Override
    public Optional<String> planted(String name) {
      return backend.get("others:" + name).map(Object::toString);
    }
  }
}
