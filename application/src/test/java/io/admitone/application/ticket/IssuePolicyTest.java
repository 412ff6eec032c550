package io.admitone.application.ticket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class IssuePolicyTest {
  private static final Duration DEADLINE = Duration.ofMillis(800);

  @Test
  void letsTicketsLive5To300Seconds() {
    assertThat(new IssuePolicy(Duration.ofSeconds(5), DEADLINE).ttl()).hasSeconds(5);
    assertThat(new IssuePolicy(Duration.ofSeconds(300), DEADLINE).ttl()).hasSeconds(300);
  }

  @Test
  void refusesAnyOtherLife() {
    for (long ms : new long[] {-1, 0, 4_999, 300_001}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new IssuePolicy(Duration.ofMillis(ms), DEADLINE))
          .withMessage("a ticket lives 5 to 300 seconds, not %s", Duration.ofMillis(ms));
    }
  }

  @Test
  void refusesADeadlineThatIsNotPositive() {
    for (long ns : new long[] {-1, 0}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new IssuePolicy(Duration.ofSeconds(60), Duration.ofNanos(ns)))
          .withMessage("a deadline is positive, not %s", Duration.ofNanos(ns));
    }
    assertThat(new IssuePolicy(Duration.ofSeconds(60), Duration.ofNanos(1)).storeDeadline())
        .hasNanos(1);
  }
}
