package io.admitone.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

final class ClockContractTest {
  @Test
  void passesAClockThatKeepsEveryRule() {
    AnyClockContract.UNDER_PROOF.set(AnyClockContract.RightClock::new);
    Proof proof = Proof.of(AnyClockContract.class);

    assertThat(proof.red()).isEmpty();
    assertThat(proof.notVerified()).isEmpty();
  }

  @TestFactory
  Stream<DynamicTest> turnsRedExactlyTheCasesThatAFaultBreaks() {
    return BrokenClocks.all().stream()
        .map(
            broken ->
                DynamicTest.dynamicTest(
                    "a clock that " + broken.fault(),
                    () -> {
                      AnyClockContract.UNDER_PROOF.set(broken.clock());
                      Proof.of(AnyClockContract.class)
                          .turnsRedExactly("a clock that " + broken.fault(), broken.red());
                    }));
  }
}
