package io.admitone.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CommandTimesTest {
  private final List<String> told = new ArrayList<>();
  private final List<Duration> times = new ArrayList<>();
  private final CommandTimes hearer =
      (command, took) -> {
        told.add(command);
        times.add(took);
      };

  @Test
  void aCommandIsToldOnceByItsNameWhenItHasEnded() {
    Request<String> request = Request.getdel("key");

    request.measure(hearer);
    assertThat(told).isEmpty();
    request.complete("value");
    request.complete("again");

    assertThat(told).containsExactly("GETDEL");
    assertThat(times.get(0)).isPositive();
  }

  @Test
  void aCommandThatFailsIsToldToo() {
    Request<String> request = Request.setIfAbsent("key", "value", Duration.ofSeconds(1));

    request.measure(hearer);
    request.completeExceptionally(new IllegalStateException("lost"));

    assertThat(told).containsExactly("SET");
  }

  @Test
  void aCommandThatIsNotMeasuredIsNotTold() {
    Request<String> request = Request.getdel("key");

    request.complete("value");

    assertThat(told).isEmpty();
  }

  @Test
  void whoeverIsUntoldStaysSo() {
    Request<String> request = Request.getdel("key");

    request.measure(CommandTimes.UNTOLD);
    request.complete("value");

    assertThat(request.join()).isEqualTo("value");
  }
}
