package io.admitone.http;

import java.time.Duration;

/**
 * Takes the store away from this process for a while, so that developers can watch what their pages
 * do. A service has it in development alone, and only where the store is a part of the process.
 *
 * <p>Implementations are safe for use by many threads.
 */
public interface OutageDrill {
  /** The longest drill: one that was forgotten ends soon. */
  Duration LONGEST = Duration.ofMinutes(2);

  /**
   * Takes the store away until so much time has passed or {@link #end()} is called. A drill that is
   * under way is replaced.
   *
   * @param length positive, at most {@link #LONGEST}
   */
  void begin(Duration length);

  /** Gives the store back; does nothing where it is there. */
  void end();
}
