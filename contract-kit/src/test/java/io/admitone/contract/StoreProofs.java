package io.admitone.contract;

import io.admitone.domain.ticket.TicketStore;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * Puts stores under the contract. One at a time in a process, since the contract counts the
 * process' threads; the kinds of faults have a class each, so that the build can prove them in
 * several processes at once.
 */
final class StoreProofs {
  private StoreProofs() {}

  static Proof of(Function<ToyBackend, TicketStore> store) {
    AnyStoreContract.UNDER_PROOF.set(store);
    return Proof.of(AnyStoreContract.class);
  }

  static Stream<DynamicTest> ofEach(List<BrokenStore> stores) {
    return stores.stream().map(StoreProofs::ofOne);
  }

  private static DynamicTest ofOne(BrokenStore broken) {
    String name = "a store that " + broken.fault();
    return DynamicTest.dynamicTest(
        name, () -> of(broken.store()).turnsRedExactly(name, broken.red()));
  }
}
