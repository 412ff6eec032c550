package io.admitone.contract;

import io.admitone.domain.ticket.TicketStore;
import java.util.Set;
import java.util.function.Function;

/**
 * A store with one fault, and the cases that must turn red for it: these, all of these and no
 * others.
 */
record BrokenStore(String fault, Function<ToyBackend, TicketStore> store, Set<String> red) {
  static BrokenStore of(String fault, Function<ToyBackend, TicketStore> store, String... red) {
    return new BrokenStore(fault, store, Set.of(red));
  }
}
