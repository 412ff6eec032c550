package io.admitone.contract;

import io.admitone.domain.room.RetentionRules;
import io.admitone.domain.room.RoomBroker;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;

/**
 * The contract of whatever broker is under proof, on a backend that can do and show everything. Not
 * named as a test: only the proof runs it.
 */
final class AnyBrokerContract extends RoomBrokerContract {
  static final AtomicReference<BiFunction<ToyRooms, RetentionRules, RoomBroker>> UNDER_PROOF =
      new AtomicReference<>();

  private static final Duration FOR_EVER = Duration.ofDays(1);

  private final ToyRooms rooms = new ToyRooms();

  @Override
  protected RoomBroker openBroker(RetentionRules retention) {
    return UNDER_PROOF.get().apply(rooms, retention);
  }

  @Override
  protected StoreTime time() {
    return StoreTime.movedBy(rooms::pass);
  }

  @Override
  protected Faults faults() {
    return rooms;
  }

  /** Nothing on this backend takes time by itself. */
  @Override
  protected Duration patience() {
    return Duration.ofMillis(250);
  }

  @Override
  protected RoomBackstage backstage() {
    return new RoomBackstage() {
      @Override
      public OptionalLong rooms() {
        return OptionalLong.of(
            rooms.data().names().stream().filter(name -> name.startsWith("room:")).count());
      }

      @Override
      public OptionalLong connections() {
        return OptionalLong.of(rooms.data().connections());
      }

      @Override
      public boolean kill(RoomBroker broker) {
        ((RightBroker) broker).die();
        return true;
      }

      @Override
      public boolean plant(String name, String text) {
        rooms.data().put("others:" + name, text, FOR_EVER);
        return true;
      }

      @Override
      public Optional<String> planted(String name) {
        return rooms.data().get("others:" + name).map(Object::toString);
      }
    };
  }
}
