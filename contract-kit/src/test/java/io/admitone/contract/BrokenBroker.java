package io.admitone.contract;

import io.admitone.domain.room.RetentionRules;
import io.admitone.domain.room.RoomBroker;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * A broker with one fault, and the cases that must turn red for it: these, all of these and no
 * others.
 */
record BrokenBroker(
    String fault, BiFunction<ToyRooms, RetentionRules, RoomBroker> broker, Set<String> red) {
  static BrokenBroker of(
      String fault, BiFunction<ToyRooms, RetentionRules, RoomBroker> broker, String... red) {
    return new BrokenBroker(fault, broker, Set.of(red));
  }
}
