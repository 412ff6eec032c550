package io.admitone.application.rooms;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** An event loop that takes a turn when a test says so. */
final class Tasks implements Executor {
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private boolean stopped;

  @Override
  public void execute(Runnable task) {
    if (stopped) {
      throw new RejectedExecutionException("stopped");
    }
    waiting.add(task);
  }

  boolean isIdle() {
    return waiting.isEmpty();
  }

  int count() {
    return waiting.size();
  }

  void step() {
    waiting.remove().run();
  }

  void runAll() {
    while (!waiting.isEmpty()) {
      step();
    }
  }

  void stop() {
    stopped = true;
    waiting.clear();
  }
}
