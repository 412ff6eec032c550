package io.admitone.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class WithinTest {
  @Test
  void cutsOffWhatHangs() {
    CountDownLatch never = new CountDownLatch(1);

    boolean ended =
        Within.time(
            Duration.ofMillis(20),
            () -> {
              try {
                never.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });

    assertThat(ended).isFalse();
  }

  @Test
  void waitsNoLongerThanTheWorkTakes() {
    assertThat(Within.time(Duration.ofMinutes(5), () -> {})).isTrue();
  }
}
