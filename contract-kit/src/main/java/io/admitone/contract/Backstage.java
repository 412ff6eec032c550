package io.admitone.contract;

import io.admitone.domain.ticket.TicketKey;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What can be seen and done behind a store's back. Everything is optional; a case that needs what a
 * fixture does not offer is reported as not verified.
 */
public interface Backstage {
  /** For a store that cannot be looked into. */
  Backstage CLOSED = new Backstage() {};

  /** Tickets that take up room now, expired ones among them. */
  default OptionalLong records() {
    return OptionalLong.empty();
  }

  /** Commands that the backend has been sent so far by the stores of this test. */
  default OptionalLong commandsSent() {
    return OptionalLong.empty();
  }

  /** Connections that the stores of this test have open to the backend. */
  default OptionalLong connections() {
    return OptionalLong.empty();
  }

  /**
   * Overwrites the record of an outstanding ticket with what no store would write.
   *
   * @return whether it could be done
   */
  default boolean damage(TicketKey key) {
    return false;
  }

  /**
   * Puts a record that is not the store's beside its own.
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
