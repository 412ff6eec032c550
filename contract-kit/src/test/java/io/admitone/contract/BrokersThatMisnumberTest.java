package io.admitone.contract;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

@Tag("long")
final class BrokersThatMisnumberTest {
  @TestFactory
  Stream<DynamicTest> turnRedExactlyTheCasesThatTheirFaultBreaks() {
    return BrokerProofs.ofEach(BrokersThatMisnumber.all());
  }
}
