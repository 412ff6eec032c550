package io.admitone.application.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.admitone.domain.identity.ClientId;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReconnectPolicyTest {
  private static final int CLIENTS = 10_000;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 10, 50, 99, 100})
  void asksAsManyClientsAsItShould(int percent) {
    assertThat(asked(percent) / (double) CLIENTS).isEqualTo(percent / 100.0, within(0.015));
  }

  @Test
  void asksNobodyOrEverybodyAtTheEnds() {
    assertThat(asked(0)).isZero();
    assertThat(asked(100)).isEqualTo(CLIENTS);
  }

  @Test
  void asksTheSameClientsTomorrow() {
    // Written down: a change of these would move clients in and out of a running canary.
    ReconnectPolicy tenth = share(10);

    assertThat(IntStream.range(0, 60).filter(i -> tenth.asksToReturn(client(i))).toArray())
        .containsExactly(7, 18, 23, 26, 30, 32, 35, 48);
  }

  @Test
  void keepsWhomItAskedWhenTheShareGrows() {
    for (int percent = 0; percent < 100; percent++) {
      ReconnectPolicy less = share(percent);
      ReconnectPolicy more = share(percent + 1);

      assertThat(IntStream.range(0, 500).mapToObj(ReconnectPolicyTest::client))
          .filteredOn(less::asksToReturn)
          .allMatch(more::asksToReturn);
    }
  }

  @Test
  void asksNobodyWhenItIsOff() {
    ReconnectPolicy off = new ReconnectPolicy(false, 100, Optional.empty());

    assertThat(IntStream.range(0, 100).mapToObj(ReconnectPolicyTest::client))
        .noneMatch(off::asksToReturn);
  }

  @Test
  void letsSocketsLiveAFifthShorterOrLongerThanTheLimit() {
    ReconnectPolicy hour = new ReconnectPolicy(true, 100, Optional.of(Duration.ofMinutes(60)));

    assertThat(hour.lifeOfOne(0)).contains(Duration.ofMinutes(48));
    assertThat(hour.lifeOfOne(0.5)).contains(Duration.ofMinutes(60));
    assertThat(hour.lifeOfOne(1)).contains(Duration.ofMinutes(72));
    assertThat(ReconnectPolicy.USUAL.lifeOfOne(0.5)).isEmpty();
  }

  @Test
  void refusesWhatCannotBe() {
    assertThatIllegalArgumentException().isThrownBy(() -> share(-1));
    assertThatIllegalArgumentException().isThrownBy(() -> share(101));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ReconnectPolicy(true, 100, Optional.of(Duration.ZERO)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ReconnectPolicy(true, 100, Optional.of(Duration.ofSeconds(-1))));
  }

  private static long asked(int percent) {
    ReconnectPolicy policy = share(percent);
    return IntStream.range(0, CLIENTS).filter(i -> policy.asksToReturn(client(i))).count();
  }

  private static ReconnectPolicy share(int percent) {
    return new ReconnectPolicy(true, percent, Optional.empty());
  }

  private static ClientId client(int i) {
    return new ClientId("tab-" + i);
  }
}
