package io.admitone.application.time;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The longest time that anybody waits for a store. Stores promise a bound of their own; this is the
 * belt to those braces.
 */
public final class Deadline {
  private Deadline() {}

  /**
   * Makes a call to a store and bounds its answer. Never throws: a store that throws, or returns no
   * stage, gives a failed stage.
   *
   * @param inDoubt what is to be concluded if no answer comes in time, given the reason in words
   */
  public static <T> CompletionStage<T> call(
      Supplier<? extends CompletionStage<T>> call,
      Duration deadline,
      Function<String, ? extends T> inDoubt) {
    try {
      return bound(call.get(), deadline, inDoubt.apply("no answer within " + deadline));
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /**
   * The answer, or {@code instead} if it does not come in time. An answer that comes later is
   * thrown away. Dependent steps run on the thread that brings the answer or, if none comes, on a
   * timer's: they must not block.
   */
  public static <T> CompletionStage<T> bound(
      CompletionStage<T> answer, Duration deadline, T instead) {
    CompletableFuture<T> future = answer.toCompletableFuture();
    if (future.isDone()) {
      return future;
    }
    // A copy, because the store's own stage is not ours to complete.
    return future.copy().completeOnTimeout(instead, deadline.toNanos(), TimeUnit.NANOSECONDS);
  }
}
