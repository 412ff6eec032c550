package io.admitone.application.ticket;

import io.admitone.domain.identity.SessionId;
import java.time.Duration;
import java.util.Optional;

/** How many tickets a session may ask for. Safe for use by many threads; never blocks. */
@FunctionalInterface
public interface IssueRate {
  /**
   * Counts one request.
   *
   * @return how long the session must wait; empty where it need not
   */
  Optional<Duration> retryAfter(SessionId session);
}
