package io.admitone.application.time;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * The longest time that anybody waits for a store. Stores promise a bound of their own; this is the
 * belt to those braces.
 */
public final class Deadline {
  private Deadline() {}

  /**
   * The answer, or {@code instead} if it does not come in time. An answer that comes later is
   * thrown away.
   */
  public static <T> CompletionStage<T> bound(
      CompletionStage<T> answer, Duration deadline, T instead) {
    CompletableFuture<T> future = answer.toCompletableFuture();
    if (future.isDone()) {
      return future;
    }
    // A copy, because the store's own stage is not ours to complete.
    return future.copy().completeOnTimeout(instead, deadline.toMillis(), TimeUnit.MILLISECONDS);
  }
}
