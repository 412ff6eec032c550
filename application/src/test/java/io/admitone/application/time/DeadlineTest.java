package io.admitone.application.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.admitone.application.Soon;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class DeadlineTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration SHORT = Duration.ofMillis(20);

  @Test
  void givesAnAnswerThatIsThere() {
    assertThat(Soon.now(Deadline.bound(CompletableFuture.completedFuture("a"), SHORT, "b")))
        .isEqualTo("a");
  }

  @Test
  void givesAnAnswerThatComesInTime() {
    CompletableFuture<String> answer = new CompletableFuture<>();

    CompletionStage<String> bound = Deadline.bound(answer, LONG, "b");
    answer.complete("a");

    assertThat(Soon.now(bound)).isEqualTo("a");
  }

  @Test
  void givesTheOtherWhenNoneComes() {
    assertThat(Soon.get(Deadline.bound(new CompletableFuture<>(), SHORT, "b"))).isEqualTo("b");
  }

  @Test
  void throwsALateAnswerAway() {
    CompletableFuture<String> answer = new CompletableFuture<>();
    CompletionStage<String> bound = Deadline.bound(answer, SHORT, "b");
    Soon.get(bound);

    answer.complete("a");

    assertThat(Soon.now(bound)).isEqualTo("b");
  }

  @Test
  void leavesTheStoresOwnStageAlone() {
    CompletableFuture<String> answer = new CompletableFuture<>();

    Soon.get(Deadline.bound(answer, SHORT, "b"));

    assertThat(answer).isNotDone();
  }

  @Test
  void countsDeadlinesBelowAMillisecond() {
    assertThat(Soon.get(Deadline.bound(new CompletableFuture<>(), Duration.ofNanos(1), "b")))
        .isEqualTo("b");
  }

  @Test
  void saysInWordsHowLongItWaited() {
    CompletionStage<String> answer =
        Deadline.call(() -> new CompletableFuture<String>(), SHORT, why -> "instead: " + why);

    assertThat(Soon.get(answer)).isEqualTo("instead: no answer within PT0.02S");
  }

  @Test
  void turnsACallThatThrowsIntoAFailedStage() {
    RuntimeException failure = new IllegalStateException("broken");

    CompletionStage<String> answer =
        Deadline.call(
            () -> {
              throw failure;
            },
            LONG,
            why -> why);

    assertThatThrownBy(() -> answer.toCompletableFuture().join()).hasCause(failure);
  }

  @Test
  void turnsACallWithoutAStageIntoAFailedStage() {
    CompletionStage<String> answer = Deadline.call(() -> null, LONG, why -> why);

    assertThat(answer.toCompletableFuture()).isCompletedExceptionally();
  }
}
