package io.admitone.domain.ticket;

import io.admitone.domain.identity.SessionId;
import io.admitone.domain.readiness.ReadinessProbe.Subscription;
import java.util.function.Consumer;

/**
 * News of sessions that were revoked by other processes on the same store, so that this one can
 * close their sockets.
 *
 * <ol>
 *   <li>While the store is up, a session revoked through one instance is told to the subscribers of
 *       every other instance within a second.
 *   <li>News missed while this process was cut off from the store is told when it returns, as far
 *       back as the store remembers.
 *   <li>A revocation is told once. One that this instance asked for itself is not told: its caller
 *       knows.
 *   <li>A subscriber hears of what comes after its subscription, and of nothing after {@link
 *       Subscription#cancel()} has returned and the delivery then under way has ended.
 *   <li>Subscribers are called one at a time, on the adapter's thread, and must not block it; one
 *       that throws harms neither the feed nor the others.
 * </ol>
 */
@FunctionalInterface
public interface RevocationFeed {
  /** The feed of a store that no other process shares: it has nothing to tell. */
  RevocationFeed SILENT = listener -> () -> {};

  /**
   * Tells a listener of every revocation from now on.
   *
   * @return the way out
   */
  Subscription subscribe(Consumer<SessionId> listener);
}
