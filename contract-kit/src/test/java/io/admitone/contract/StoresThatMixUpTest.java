package io.admitone.contract;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

final class StoresThatMixUpTest {
  @TestFactory
  Stream<DynamicTest> turnRedExactlyTheCasesThatTheirFaultBreaks() {
    return StoreProofs.ofEach(StoresThatMixUp.all());
  }
}
