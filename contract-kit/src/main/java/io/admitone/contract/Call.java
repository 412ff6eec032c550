package io.admitone.contract;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * One call on a port. It is made on a thread of its own, so that a store that holds its caller
 * fails a case and does not stop the kit.
 */
final class Call<T> {
  static final String THREAD_PREFIX = "admitone-contract";
  private static final ExecutorService CALLERS =
      Executors.newCachedThreadPool(
          body -> {
            Thread thread = new Thread(body, THREAD_PREFIX + "-caller");
            thread.setDaemon(true);
            return thread;
          });

  private final Manners manners;
  private final String what;
  private final Duration patience;
  private final CompletableFuture<CompletableFuture<T>> returned = new CompletableFuture<>();
  private final CompletableFuture<T> answer = new CompletableFuture<>();
  private volatile long heldNanos = Long.MAX_VALUE;

  /**
   * The rules of a port that every call on it is held to.
   *
   * @param prompt that the caller is not held, and answered in time
   * @param value that trouble is no exception
   */
  record Manners(Rule prompt, Rule value) {}

  private Call(Manners manners, String what, Duration patience) {
    this.manners = manners;
    this.what = what;
    this.patience = patience;
  }

  /** Calls on another thread and returns at once. */
  static <T> Call<T> begin(
      Manners manners, String what, Duration patience, Supplier<CompletionStage<T>> body) {
    Call<T> call = new Call<>(manners, what, patience);
    inBackground(() -> call.run(body));
    return call;
  }

  /** Calls on this thread, for clients that have one of their own. */
  static <T> Call<T> here(
      Manners manners, String what, Duration patience, Supplier<CompletionStage<T>> body) {
    Call<T> call = new Call<>(manners, what, patience);
    call.run(body);
    return call;
  }

  static void inBackground(Runnable body) {
    CALLERS.execute(body);
  }

  private void run(Supplier<CompletionStage<T>> body) {
    long startedAt = System.nanoTime();
    try {
      CompletionStage<T> stage = body.get();
      heldNanos = System.nanoTime() - startedAt;
      stage.whenComplete(this::end);
      returned.complete(stage.toCompletableFuture());
    } catch (Throwable thrown) {
      // Whatever a store throws is an answer to judge, errors among them.
      answer.completeExceptionally(thrown);
      returned.completeExceptionally(thrown);
    }
  }

  private void end(T value, Throwable failure) {
    if (failure != null) {
      answer.completeExceptionally(failure);
    } else if (value == null) {
      answer.completeExceptionally(new NullPointerException("the stage completed with null"));
    } else {
      answer.complete(value);
    }
  }

  /** What the stage completed with. Anything but a prompt and normal completion fails the case. */
  T outcome() {
    try {
      return answer.get(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw manners.prompt.broken(
          "%s %s after %d ms."
              .formatted(
                  what,
                  returned.isDone() ? "had not completed" : "still held its caller",
                  patience.toMillis()));
    } catch (ExecutionException e) {
      throw manners.value.broken(what + " ended with the exception " + e.getCause() + ".");
    } catch (InterruptedException e) {
      throw new IllegalStateException("the kit was interrupted", e);
    }
  }

  /** The method that was called. */
  String what() {
    return what;
  }

  /** Whether the caller has its thread back. */
  boolean hasReturned() {
    return returned.isDone();
  }

  /** How long the caller was held; not to be asked before the call has returned. */
  long heldNanos() {
    return heldNanos;
  }

  /** Waits for the call to return, then gives its stage up. */
  void cancel() {
    try {
      returned.get(patience.toNanos(), TimeUnit.NANOSECONDS).cancel(true);
    } catch (TimeoutException e) {
      throw manners.prompt.broken(
          "%s still held its caller after %d ms.".formatted(what, patience.toMillis()));
    } catch (ExecutionException e) {
      throw manners.value.broken(what + " threw " + e.getCause() + ".");
    } catch (InterruptedException e) {
      throw new IllegalStateException("the kit was interrupted", e);
    }
  }
}
