package io.admitone.application.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class DrainPolicyTest {
  private static final Duration NONE = Duration.ZERO;
  private static final Duration NEGATIVE = Duration.ofNanos(-1);

  @Test
  void takesAllItsPartsTogetherAtMost() {
    assertThat(
            new DrainPolicy(Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ofSeconds(2))
                .longest())
        .hasSeconds(17);
  }

  @Test
  void mayTakeNoTime() {
    assertThat(new DrainPolicy(NONE, NONE, NONE).longest()).isZero();
  }

  @Test
  void takesNoLessThanNoTime() {
    assertThatIllegalArgumentException().isThrownBy(() -> new DrainPolicy(NEGATIVE, NONE, NONE));
    assertThatIllegalArgumentException().isThrownBy(() -> new DrainPolicy(NONE, NEGATIVE, NONE));
    assertThatIllegalArgumentException().isThrownBy(() -> new DrainPolicy(NONE, NONE, NEGATIVE));
  }

  @Test
  void isNotDrainingBeforeTheDrainBegins() {
    ServiceState state = new ServiceState();

    assertThat(state.isDraining()).isFalse();
    state.startDraining();
    assertThat(state.isDraining()).isTrue();
  }
}
