package io.admitone.contract;

import io.admitone.domain.room.RetentionRules;
import io.admitone.domain.room.RoomBroker;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/** Puts brokers under the contract, one at a time in a process, as {@link StoreProofs} does. */
final class BrokerProofs {
  private BrokerProofs() {}

  static Proof of(BiFunction<ToyRooms, RetentionRules, RoomBroker> broker) {
    AnyBrokerContract.UNDER_PROOF.set(broker);
    return Proof.of(AnyBrokerContract.class);
  }

  static Stream<DynamicTest> ofEach(List<BrokenBroker> brokers) {
    return brokers.stream().map(BrokerProofs::ofOne);
  }

  private static DynamicTest ofOne(BrokenBroker broken) {
    String name = "a broker that " + broken.fault();
    return DynamicTest.dynamicTest(
        name, () -> of(broken.broker()).turnsRedExactly(name, broken.red()));
  }
}
