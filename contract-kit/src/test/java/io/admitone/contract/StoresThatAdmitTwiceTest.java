package io.admitone.contract;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

final class StoresThatAdmitTwiceTest {
  @TestFactory
  Stream<DynamicTest> turnRedExactlyTheCasesThatTheirFaultBreaks() {
    return StoreProofs.ofEach(StoresThatAdmitTwice.all());
  }
}
