package io.admitone.redis;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;

/** A loop whose time a test moves by hand; tasks run on the thread that moves it. */
final class ManualLoop implements LinkLoop {
  private final ArrayDeque<Runnable> ready = new ArrayDeque<>();
  private final PriorityQueue<Later> later =
      new PriorityQueue<>(Comparator.comparingLong(Later::at).thenComparingLong(Later::number));
  private long now;
  private long scheduled;
  private boolean running;

  private record Later(long at, long number, Runnable task) {}

  @Override
  public void run(Runnable task) {
    ready.add(task);
    drain();
  }

  @Override
  public Runnable after(Duration wait, Runnable task) {
    Later entry = new Later(now + wait.toNanos(), scheduled++, task);
    later.add(entry);
    return () -> later.remove(entry);
  }

  @Override
  public long nanoTime() {
    return now;
  }

  @Override
  public void close() {
    later.clear();
  }

  /** Runs everything whose time comes within this span, each at its time. */
  void pass(Duration span) {
    long end = now + span.toNanos();
    while (!later.isEmpty() && later.peek().at() <= end) {
      Later next = later.poll();
      now = next.at();
      run(next.task());
    }
    now = end;
  }

  private void drain() {
    if (running) {
      return;
    }
    running = true;
    while (!ready.isEmpty()) {
      ready.poll().run();
    }
    running = false;
  }
}
