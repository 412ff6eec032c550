package io.admitone.application.ticket;

import io.admitone.domain.ticket.Ticket;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/** The answer to somebody who asked for a ticket. */
public sealed interface IssueResult {
  <T> T fold(
      Function<Issued, T> issued,
      Function<RateLimited, T> rateLimited,
      Function<Unavailable, T> unavailable,
      Function<Failed, T> failed);

  /**
   * A ticket.
   *
   * @param connectAfter the reserved slot, where sockets are arriving faster than they should
   */
  record Issued(Ticket ticket, Duration ttl, Instant expiresAt, Optional<Duration> connectAfter)
      implements IssueResult {
    @Override
    public <T> T fold(
        Function<Issued, T> issued,
        Function<RateLimited, T> rateLimited,
        Function<Unavailable, T> unavailable,
        Function<Failed, T> failed) {
      return issued.apply(this);
    }
  }

  /** The session has asked too often. */
  record RateLimited(Duration retryAfter) implements IssueResult {
    @Override
    public <T> T fold(
        Function<Issued, T> issued,
        Function<RateLimited, T> rateLimited,
        Function<Unavailable, T> unavailable,
        Function<Failed, T> failed) {
      return rateLimited.apply(this);
    }
  }

  /** The store cannot be used, or did not answer in time. */
  record Unavailable(String cause) implements IssueResult {
    @Override
    public <T> T fold(
        Function<Issued, T> issued,
        Function<RateLimited, T> rateLimited,
        Function<Unavailable, T> unavailable,
        Function<Failed, T> failed) {
      return unavailable.apply(this);
    }
  }

  /** Something that must not happen did. */
  record Failed(String cause) implements IssueResult {
    @Override
    public <T> T fold(
        Function<Issued, T> issued,
        Function<RateLimited, T> rateLimited,
        Function<Unavailable, T> unavailable,
        Function<Failed, T> failed) {
      return failed.apply(this);
    }
  }
}
