package io.admitone.contract;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class RoomBrokerContractTest {
  @Test
  void passesABrokerThatKeepsEveryRule() {
    Proof proof = BrokerProofs.of(RightBroker::new);

    assertThat(proof.red()).isEmpty();
    assertThat(proof.notVerified()).isEmpty();
  }

  @Test
  void turnsRedForABrokerThatCallsAListenerFromSeveralThreads() {
    BrokenBroker broken = BrokersThatMisspeak.allAtOnce();

    assertThat(BrokerProofs.of(broken.broker()).red()).containsAll(broken.red());
  }
}
