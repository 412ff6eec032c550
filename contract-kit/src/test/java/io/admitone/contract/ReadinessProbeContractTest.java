package io.admitone.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

final class ReadinessProbeContractTest {
  @Test
  void passesAProbeThatKeepsEveryRule() {
    Proof proof = prove(RightProbe::new);

    assertThat(proof.red()).isEmpty();
    assertThat(proof.notVerified()).isEmpty();
  }

  @TestFactory
  Stream<DynamicTest> turnsRedExactlyTheCasesThatAFaultBreaks() {
    return BrokenProbes.all().stream()
        .map(
            broken ->
                DynamicTest.dynamicTest(
                    "a probe that " + broken.fault(),
                    () ->
                        prove(broken.probe())
                            .turnsRedExactly("a probe that " + broken.fault(), broken.red())));
  }

  private static Proof prove(Supplier<RightProbe> probe) {
    AnyProbeContract.UNDER_PROOF.set(probe);
    return Proof.of(AnyProbeContract.class);
  }
}
