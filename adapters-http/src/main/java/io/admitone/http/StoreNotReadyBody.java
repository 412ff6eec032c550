package io.admitone.http;

import io.admitone.domain.readiness.Readiness;
import io.micronaut.serde.annotation.Serdeable;
import java.util.Locale;

/**
 * What a client is told by {@link StoreGuard}: the fields of the envelope, and what the store is
 * doing. Here {@code error} is a phrase, for clients that know this answer from other services.
 *
 * @param status the state of the connection with the store
 * @param retryAfter in seconds
 */
@Serdeable
record StoreNotReadyBody(
    String error,
    String code,
    String errorCode,
    String message,
    String traceId,
    String status,
    long retryAfter,
    Details details) {
  private static final String PHRASE = "Service Temporarily Unavailable";

  /**
   * More of the same.
   *
   * @param retrying whether the process goes on trying by itself, which it does until it stops
   */
  @Serdeable
  record Details(String connectionState, boolean retrying) {}

  static StoreNotReadyBody of(Refusal refusal, Readiness store, String traceId) {
    ErrorCode code = refusal.code();
    String state = store.state().name().toLowerCase(Locale.ROOT);
    return new StoreNotReadyBody(
        PHRASE,
        code.name(),
        code.name(),
        code.message(),
        traceId,
        state,
        refusal.retryAfterSeconds().orElseThrow(),
        new Details(state, true));
  }
}
