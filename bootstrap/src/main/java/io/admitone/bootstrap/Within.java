package io.admitone.bootstrap;

import java.time.Duration;

/** Work that must not take longer than it may. */
final class Within {
  private Within() {}

  /**
   * Does the work on a thread that can be left behind.
   *
   * @return false if it was not done in time; it may still go on then
   */
  static boolean time(Duration limit, Runnable work) {
    Thread worker = new Thread(work, "admitone-within");
    worker.setDaemon(true);
    worker.start();
    try {
      worker.join(limit.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return !worker.isAlive();
  }
}
