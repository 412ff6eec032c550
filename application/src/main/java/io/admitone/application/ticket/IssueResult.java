package io.admitone.application.ticket;

import io.admitone.domain.ticket.Ticket;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/** The answer to somebody who asked for a ticket. */
public sealed interface IssueResult {
  /** One answer for each result: a new result breaks every place that has to decide about it. */
  <T> T fold(
      Function<Issued, T> issued,
      Function<RateLimited, T> rateLimited,
      Function<Unavailable, T> unavailable,
      Function<Failed, T> failed);

  /**
   * A ticket.
   *
   * @param ticket the secret, which does not print itself
   * @param ttl how long it can be redeemed
   * @param expiresAt when it ends, to the millisecond
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

  /**
   * The session has asked too often.
   *
   * @param retryAfter when it may ask again
   */
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

  /**
   * The store cannot be used, or did not answer in time.
   *
   * @param cause for operators; holds no secret
   */
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

  /**
   * Something that must not happen did.
   *
   * @param cause for operators; holds no secret
   */
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
