package io.admitone.application.lifecycle;

import io.admitone.application.telemetry.Cause;
import io.admitone.application.telemetry.Telemetry;
import io.admitone.application.telemetry.TelemetryEvent.WaitingTaskFailed;
import io.admitone.domain.readiness.ReadinessChange;
import io.admitone.domain.readiness.ReadinessProbe;
import io.admitone.domain.readiness.ReadinessProbe.Subscription;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Work that needs the store and waits for it: it runs as soon as the store is ready, at once if it
 * is already.
 *
 * <p>Nothing here asks the store, and no thread waits: a task is handed to the executor when
 * readiness says so. One that throws, be it an exception or an error, is reported and does harm to
 * no other; it is not tried again before the store's next return, and then only if it asked for
 * every return. Thread-safe.
 */
public final class RunWhenReady {
  private final ReadinessProbe readiness;
  private final Executor executor;
  private final Telemetry telemetry;

  /**
   * @param executor runs the tasks, and should have a thread for each: a task that hangs on one
   *     thread for all would stop the others
   */
  public RunWhenReady(ReadinessProbe readiness, Executor executor, Telemetry telemetry) {
    this.readiness = Objects.requireNonNull(readiness);
    this.executor = Objects.requireNonNull(executor);
    this.telemetry = Objects.requireNonNull(telemetry);
  }

  /**
   * Runs a task once: now if the store is ready, else at its first return.
   *
   * @param name by which operators know it
   * @return the way out, as long as it has not run
   */
  public Subscription once(String name, Runnable task) {
    return register(new Waiting(name, task, false));
  }

  /**
   * Runs a task now if the store is ready, and at every return. It never runs beside itself:
   * returns during a run lead to one more run after it.
   *
   * @param name by which operators know it
   * @return the way out
   */
  public Subscription everyTime(String name, Runnable task) {
    return register(new Waiting(name, task, true));
  }

  private Subscription register(Waiting waiting) {
    waiting.follow(readiness.subscribe(waiting));
    return waiting::cancel;
  }

  /** One task. What it has heard decides under its lock; what it does, it does outside. */
  private final class Waiting implements Consumer<ReadinessChange> {
    private final String name;
    private final Runnable task;
    private final boolean again;
    private final AtomicInteger due = new AtomicInteger();
    private Subscription subscription = () -> {};
    private boolean heard;
    private boolean ranAhead;
    private boolean over;

    private Waiting(String name, Runnable task, boolean again) {
      this.name = Objects.requireNonNull(name);
      this.task = Objects.requireNonNull(task);
      this.again = again;
    }

    /**
     * The state was perhaps entered before this subscription, and then nobody will tell of it; or
     * after it, and then the word is still on its way and must not count a second time.
     */
    private void follow(Subscription made) {
      boolean runs;
      synchronized (this) {
        subscription = made;
        runs = !heard && !over && readiness.current().isReady();
        ranAhead = runs;
        over |= runs && !again;
      }
      settle(runs);
    }

    @Override
    public void accept(ReadinessChange change) {
      boolean runs;
      synchronized (this) {
        boolean isNews = change.becameReady() || change.wasLost();
        boolean isCounted = ranAhead && !heard && change.becameReady();
        heard |= isNews;
        runs = change.becameReady() && !isCounted && !over;
        over |= runs && !again;
      }
      settle(runs);
    }

    private void cancel() {
      synchronized (this) {
        over = true;
      }
      settle(false);
    }

    private void settle(boolean runs) {
      Subscription ended;
      synchronized (this) {
        ended = over ? subscription : () -> {};
      }
      ended.cancel();
      if (runs && due.getAndIncrement() == 0) {
        handOver();
      }
    }

    private void handOver() {
      try {
        executor.execute(this::runAllDue);
      } catch (RejectedExecutionException stopped) {
        // The process ends: nobody is left for whom the work would be done.
        due.set(0);
      }
    }

    private void runAllDue() {
      int seen = due.get();
      while (seen > 0) {
        run();
        seen = due.addAndGet(-seen);
      }
    }

    private void run() {
      try {
        task.run();
      } catch (RuntimeException | Error failure) {
        telemetry.record(new WaitingTaskFailed(name, Cause.of(failure)));
      }
    }
  }
}
