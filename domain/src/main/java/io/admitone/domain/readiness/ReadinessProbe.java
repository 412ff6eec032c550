package io.admitone.domain.readiness;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The kept answer to "can the store be used right now?".
 *
 * <ol>
 *   <li>{@link #current()} costs nothing: no input or output, no lock, no probe of the store. It
 *       may be asked a thousand times a second by a load balancer.
 *   <li>It follows the store: a lost store is reported within the adapter's own promise, and a
 *       store that returns is reported without anybody asking.
 *   <li>A change of {@link Readiness#state()} reaches each subscriber exactly once, and in the
 *       order in which it happened; no change is invented, repeated or left out.
 *   <li>A subscriber hears of changes after its subscription only, and of none after {@link
 *       Subscription#cancel()} has returned and the delivery then under way has ended.
 *   <li>A subscriber that throws harms neither the probe nor the other subscribers.
 *   <li>Subscribers are called on the thread that made the change and must not block it.
 * </ol>
 */
public interface ReadinessProbe {
  /** The dependency's name as operators see it, such as {@code memory} or {@code redis}. */
  String dependency();

  /** The state now, since when, and why. A volatile read. */
  Readiness current();

  /** The latest changes, oldest first; an adapter keeps at least 20. */
  List<ReadinessChange> history();

  /**
   * Tells a listener of every change from now on.
   *
   * @return the way out
   */
  Subscription subscribe(Consumer<ReadinessChange> listener);

  /**
   * How long the store took to answer the adapter's own latest question; empty where it asks none,
   * has not yet, or the store cannot be used. Costs no more than {@link #current()}.
   */
  default Optional<Duration> latency() {
    return Optional.empty();
  }

  /**
   * Says that somebody needs the store and cannot have it. An adapter whose store may return at any
   * time can look for it at once instead of at its next turn. Returns at once and may be called by
   * every request.
   */
  default void demand() {}

  /** A subscriber's way out. */
  @FunctionalInterface
  interface Subscription {
    /** Ends the subscription; a second call does nothing. */
    void cancel();
  }
}
