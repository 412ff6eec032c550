package io.admitone.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.admitone.domain.room.RetentionRules;
import io.admitone.domain.room.RoomBroker;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

final class RoomBrokerContractTest {
  @Test
  void passesABrokerThatKeepsEveryRule() {
    Proof proof = prove(RightBroker::new);

    assertThat(proof.red()).isEmpty();
    assertThat(proof.notVerified()).isEmpty();
  }

  @TestFactory
  Stream<DynamicTest> turnsRedExactlyTheCasesThatAFaultBreaks() {
    return Stream.of(
            BrokersThatMisnumber.all(), BrokersThatMisspeak.all(), BrokersThatHideTrouble.all())
        .flatMap(List::stream)
        .map(
            broken ->
                DynamicTest.dynamicTest(
                    "a broker that " + broken.fault(),
                    () ->
                        prove(broken.broker())
                            .turnsRedExactly("a broker that " + broken.fault(), broken.red())));
  }

  @Test
  void turnsRedForABrokerThatCallsAListenerFromSeveralThreads() {
    BrokenBroker broken = BrokersThatMisspeak.allAtOnce();

    assertThat(prove(broken.broker()).red()).containsAll(broken.red());
  }

  private static Proof prove(BiFunction<ToyRooms, RetentionRules, RoomBroker> broker) {
    AnyBrokerContract.UNDER_PROOF.set(broker);
    return Proof.of(AnyBrokerContract.class);
  }
}
