package io.admitone.application.ticket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AdmissionSlotsTest {
  private static final long MS = 1_000_000;

  private long now;
  private final AdmissionSlots tenASecond =
      new AdmissionSlots(10, Duration.ofSeconds(1), () -> now);

  @Test
  void givesTheFirstSlotAtOnce() {
    assertThat(tenASecond.reserve()).isEmpty();
  }

  @Test
  void putsThoseWhoComeTogetherInALine() {
    tenASecond.reserve();

    assertThat(tenASecond.reserve()).contains(Duration.ofMillis(100));
    assertThat(tenASecond.reserve()).contains(Duration.ofMillis(200));
    assertThat(tenASecond.reserve()).contains(Duration.ofMillis(300));
  }

  @Test
  void letsTheLineMoveWithTime() {
    tenASecond.reserve();
    tenASecond.reserve();

    now += 150 * MS;

    assertThat(tenASecond.reserve()).contains(Duration.ofMillis(50));
  }

  @Test
  void keepsNobodyWaitingWhoComesAtTheRateOrSlower() {
    for (int i = 0; i < 100; i++) {
      assertThat(tenASecond.reserve()).isEmpty();
      now += 100 * MS;
    }
  }

  @Test
  void savesNoSlotsUpOverAQuietTime() {
    tenASecond.reserve();
    now += 3_600_000 * MS;

    assertThat(tenASecond.reserve()).isEmpty();
    assertThat(tenASecond.reserve()).contains(Duration.ofMillis(100));
  }

  @Test
  void advisesNoWaitAboveTheLongest() {
    for (int i = 0; i <= 10; i++) {
      tenASecond.reserve();
    }

    assertThat(tenASecond.reserve()).contains(Duration.ofSeconds(1));
    assertThat(tenASecond.reserve()).contains(Duration.ofSeconds(1));
    now += 200 * MS;
    assertThat(tenASecond.reserve()).contains(Duration.ofMillis(900));
  }

  @Test
  void callsLessThanAMillisecondNoWait() {
    AdmissionSlots fast = new AdmissionSlots(4_000, Duration.ofSeconds(1), () -> now);

    for (int i = 0; i < 4; i++) {
      assertThat(fast.reserve()).isEmpty();
    }
    assertThat(fast.reserve()).contains(Duration.ofMillis(1));
  }

  @Test
  void worksAcrossAnOverflowOfTheMonotonicClock() {
    now = Long.MAX_VALUE - 50 * MS;
    AdmissionSlots slots = new AdmissionSlots(10, Duration.ofSeconds(1), () -> now);
    slots.reserve();

    assertThat(slots.reserve()).contains(Duration.ofMillis(100));
    now += 100 * MS;
    assertThat(slots.reserve()).contains(Duration.ofMillis(100));
  }

  @Test
  void keepsNobodyWaitingWhenOff() {
    for (int i = 0; i < 1_000; i++) {
      assertThat(AdmissionSlots.OFF.reserve()).isEqualTo(Optional.empty());
    }
  }

  @Test
  void refusesARateThatIsNone() {
    for (int rate : new int[] {-1, 1_000_000_001}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new AdmissionSlots(rate, Duration.ofSeconds(1), () -> now))
          .withMessageEndingWith("not " + rate);
    }
    for (int rate : new int[] {0, 1_000_000_000}) {
      assertThat(new AdmissionSlots(rate, Duration.ZERO, () -> now).reserve()).isEmpty();
    }
  }
}
