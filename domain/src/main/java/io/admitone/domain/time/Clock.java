package io.admitone.domain.time;

import java.time.Instant;

/**
 * The time of day that all processes on one store agree on.
 *
 * <ol>
 *   <li>It never runs backwards: a later call returns the same instant or a later one, on every
 *       thread, even when the machine's clock is set back.
 *   <li>It costs no round trip: a call returns at once and never fails.
 *   <li>Where several processes share a store, they see the store's time and not their own.
 * </ol>
 *
 * Spans of time inside one process (heartbeats, deadlines) are not measured with it but with a
 * monotonic source such as {@link System#nanoTime()}.
 */
@FunctionalInterface
public interface Clock {
  /** The time now. */
  Instant now();
}
