package io.admitone.redis;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A {@link LinkLoop} on a daemon thread of its own. */
final class LinkThread implements LinkLoop {
  private static final long JOIN_LIMIT_MS = 1_000;

  private final Consumer<Throwable> broken;
  private final ScheduledThreadPoolExecutor executor;

  /**
   * @param name of the thread
   * @param broken told of what a task threw; the loop goes on
   */
  LinkThread(String name, Consumer<Throwable> broken) {
    this.broken = broken;
    this.executor = new ScheduledThreadPoolExecutor(1, loop -> daemon(name, loop));
    executor.setRemoveOnCancelPolicy(true);
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  @Override
  public void run(Runnable task) {
    try {
      executor.execute(guarded(task));
    } catch (RejectedExecutionException e) {
      // Closed: nobody is left whom the task could concern.
    }
  }

  @Override
  public Runnable after(Duration wait, Runnable task) {
    try {
      Future<?> later = executor.schedule(guarded(task), wait.toNanos(), TimeUnit.NANOSECONDS);
      return () -> later.cancel(false);
    } catch (RejectedExecutionException e) {
      return () -> {};
    }
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public void close() {
    executor.shutdown();
    try {
      if (!executor.awaitTermination(JOIN_LIMIT_MS, TimeUnit.MILLISECONDS)) {
        executor.shutdownNow();
      }
    } catch (InterruptedException e) {
      executor.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }

  private Runnable guarded(Runnable task) {
    return () -> {
      try {
        task.run();
      } catch (RuntimeException | Error e) {
        broken.accept(e);
      }
    };
  }

  private static Thread daemon(String name, Runnable loop) {
    Thread thread = new Thread(loop, name);
    thread.setDaemon(true);
    return thread;
  }
}
