package io.admitone.contract;

import io.admitone.domain.ticket.TicketStore;
import java.util.Set;
import java.util.function.Function;

/**
 * A store with one fault, and the cases that must turn red for it: all of these and no others.
 *
 * @param red the cases that see the fault whenever they run
 * @param perhaps the cases that see it only when two of their clients happen to meet in it
 */
record BrokenStore(
    String fault, Function<ToyBackend, TicketStore> store, Set<String> red, Set<String> perhaps) {
  static BrokenStore of(String fault, Function<ToyBackend, TicketStore> store, String... red) {
    return new BrokenStore(fault, store, Set.of(red), Set.of());
  }

  BrokenStore andPerhaps(String... cases) {
    return new BrokenStore(fault, store, red, Set.of(cases));
  }
}
