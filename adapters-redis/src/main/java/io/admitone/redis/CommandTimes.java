package io.admitone.redis;

import java.time.Duration;

/**
 * Hears how long each command took that served a request, however it ended; heartbeats and waiting
 * reads are not told. Called on the driver's threads, which it must not block.
 */
@FunctionalInterface
public interface CommandTimes {
  /** Tells nobody. */
  CommandTimes UNTOLD = (command, took) -> {};

  /**
   * A command has ended.
   *
   * @param command its name in Redis, in capitals, such as {@code GETDEL}
   */
  void ended(String command, Duration took);
}
