package io.admitone.redis;

import java.time.Duration;

/** The one thread on which a link lives: whatever it runs, it runs one at a time and in order. */
interface LinkLoop extends AutoCloseable {
  /** Runs a task after those that came before. Does nothing once the loop is closed. */
  void run(Runnable task);

  /** Runs a task later; returns the way to prevent it. */
  Runnable after(Duration wait, Runnable task);

  /** A monotonic clock in nanoseconds. */
  long nanoTime();

  /** Ends the thread; tasks that have not begun are forgotten. */
  @Override
  void close();
}
