package io.admitone.contract;

import io.admitone.domain.room.RoomBroker;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What can be seen and done behind a broker's back. Everything is optional; a case that needs what
 * a fixture does not offer is reported as not verified.
 */
public interface RoomBackstage {
  /** For a broker that cannot be looked into. */
  RoomBackstage CLOSED = new RoomBackstage() {};

  /** Rooms that take up memory now, in the backend or in the brokers of this test. */
  default OptionalLong rooms() {
    return OptionalLong.empty();
  }

  /** Connections that the brokers of this test have open to the backend. */
  default OptionalLong connections() {
    return OptionalLong.empty();
  }

  /**
   * Lets an instance die as if its process had been killed: nothing more comes from it, and the
   * backend is not told.
   *
   * @return whether it could be done
   */
  default boolean kill(RoomBroker broker) {
    return false;
  }

  /**
   * Puts a record that is not the broker's beside its own.
   *
   * @return whether it could be done
   */
  default boolean plant(String name, String text) {
    return false;
  }

  /** A record that was planted, if it is still there. */
  default Optional<String> planted(String name) {
    return Optional.empty();
  }
}
