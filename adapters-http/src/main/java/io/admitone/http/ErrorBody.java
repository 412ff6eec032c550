package io.admitone.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.micronaut.serde.annotation.Serdeable;
import java.util.Optional;

/**
 * The one JSON body of all errors.
 *
 * @param errorCode repeats {@code code}: clients of two generations read one or the other
 * @param retryAfter in seconds; there exactly where the header is
 */
@Serdeable
@JsonInclude(JsonInclude.Include.NON_ABSENT)
record ErrorBody(
    String error,
    String code,
    String errorCode,
    String message,
    String traceId,
    Optional<Long> retryAfter) {

  static ErrorBody of(Refusal refusal, String traceId) {
    ErrorCode code = refusal.code();
    return new ErrorBody(
        code.kind().name(),
        code.name(),
        code.name(),
        refusal.message().orElse(code.message()),
        traceId,
        refusal.retryAfterSeconds());
  }
}
