package io.admitone.application;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** Waits for a stage, and not for ever. */
public final class Soon {
  private Soon() {}

  /** The result of a stage that must complete, normally and within a few seconds. */
  public static <T> T get(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get(5, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError("the stage did not complete normally", e);
    }
  }

  /** The result of a stage that must have completed already. */
  public static <T> T now(CompletionStage<T> stage) {
    if (!stage.toCompletableFuture().isDone()) {
      throw new AssertionError("the stage is not done");
    }
    return get(stage);
  }
}
