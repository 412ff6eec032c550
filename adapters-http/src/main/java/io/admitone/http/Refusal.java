package io.admitone.http;

import io.admitone.application.telemetry.TelemetryEvent.RequestRefused;
import io.admitone.domain.identity.SessionId;
import java.time.Duration;
import java.util.Optional;

/**
 * The decision to answer with an error.
 *
 * @param session whose request it was, where that is known
 * @param cause for operators; never sent, unless it was given by {@link #saying}
 * @param message what the client is told; empty for what the code says
 * @param retryAfter how long the client should wait; empty for what the code says
 */
record Refusal(
    ErrorCode code,
    Optional<SessionId> session,
    Optional<String> cause,
    Optional<String> message,
    Optional<Duration> retryAfter) {

  static Refusal of(ErrorCode code) {
    return new Refusal(
        code, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  Refusal of(SessionId whose) {
    return new Refusal(code, Optional.of(whose), cause, message, retryAfter);
  }

  Refusal because(String why) {
    return new Refusal(code, session, Optional.of(why), message, retryAfter);
  }

  /**
   * Tells client and operator alike what is wrong with the request.
   *
   * @param what a sentence of ours without a full stop; nothing that came with the request
   */
  Refusal saying(String what) {
    return new Refusal(code, session, Optional.of(what), Optional.of(what), retryAfter);
  }

  Refusal retryAfter(Duration wait) {
    return new Refusal(code, session, cause, message, Optional.of(wait));
  }

  /** Rounded up, and at least 1: a client that comes a moment too early is refused again. */
  Optional<Long> retryAfterSeconds() {
    return retryAfter
        .or(code::retryAfter)
        .map(wait -> Math.max(1, wait.plusSeconds(1).minusNanos(1).toSeconds()));
  }

  RequestRefused event(String traceId) {
    return new RequestRefused(code.name(), code.severity(), traceId, session, cause);
  }
}
