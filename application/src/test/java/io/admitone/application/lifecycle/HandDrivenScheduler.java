package io.admitone.application.lifecycle;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Runs what is due when a test lets time pass, in order, on the test's own thread. */
public final class HandDrivenScheduler extends AbstractExecutorService
    implements ScheduledExecutorService {
  // Monotonic clocks start anywhere.
  private static final long START = -1_000_000_000_000L;

  private final PriorityQueue<Task> tasks = new PriorityQueue<>();
  private long nanos = START;
  private long scheduled;

  long nanoTime() {
    return nanos;
  }

  Duration passed() {
    return Duration.ofNanos(nanos - START);
  }

  /** Lets time pass; each task runs at its own time. */
  public void pass(Duration time) {
    long until = nanos + time.toNanos();
    while (!tasks.isEmpty() && tasks.peek().at <= until) {
      Task next = tasks.remove();
      nanos = Math.max(nanos, next.at);
      next.run();
    }
    nanos = until;
  }

  public boolean isIdle() {
    return tasks.isEmpty();
  }

  @Override
  public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
    Task task = new Task(command, nanos + unit.toNanos(delay), scheduled++);
    tasks.add(task);
    return task;
  }

  @Override
  public <V> ScheduledFuture<V> schedule(Callable<V> callable, long delay, TimeUnit unit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public ScheduledFuture<?> scheduleAtFixedRate(
      Runnable command, long initialDelay, long period, TimeUnit unit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public ScheduledFuture<?> scheduleWithFixedDelay(
      Runnable command, long initialDelay, long delay, TimeUnit unit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void execute(Runnable command) {
    schedule(command, 0, TimeUnit.NANOSECONDS);
  }

  @Override
  public void shutdown() {}

  @Override
  public List<Runnable> shutdownNow() {
    return new ArrayList<>();
  }

  @Override
  public boolean isShutdown() {
    return false;
  }

  @Override
  public boolean isTerminated() {
    return false;
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) {
    return false;
  }

  /** As in the JDK's own scheduler, what a task throws goes to its future and no further. */
  private final class Task extends FutureTask<Void> implements ScheduledFuture<Void> {
    private final long at;
    private final long number;

    private Task(Runnable command, long at, long number) {
      super(command, null);
      this.at = at;
      this.number = number;
    }

    @Override
    public long getDelay(TimeUnit unit) {
      return unit.convert(at - nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public int compareTo(Delayed other) {
      Task task = (Task) other;
      return at == task.at ? Long.compare(number, task.number) : Long.compare(at, task.at);
    }
  }
}
