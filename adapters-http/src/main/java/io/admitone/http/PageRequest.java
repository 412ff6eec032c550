package io.admitone.http;

import io.admitone.application.operator.ListConnections;
import io.micronaut.http.HttpRequest;
import java.util.Optional;

/**
 * Which page of a list is asked for.
 *
 * @param after the last item of the page before; empty for the first page
 * @param limit the most items of the page
 */
record PageRequest(Optional<String> after, int limit) {
  static final Refusal REFUSAL =
      Refusal.of(ErrorCode.INVALID_REQUEST)
          .saying("limit is a whole number from 1 to " + ListConnections.LARGEST_PAGE);

  private static final int USUAL = 100;

  /** Empty where the limit is none. */
  static Optional<PageRequest> of(HttpRequest<?> request) {
    return limit(request.getParameters().getFirst("limit"))
        .map(limit -> new PageRequest(request.getParameters().getFirst("after"), limit));
  }

  private static Optional<Integer> limit(Optional<String> given) {
    return given.isEmpty()
        ? Optional.of(USUAL)
        : given
            .filter(text -> text.matches("[0-9]{1,4}"))
            .map(Integer::valueOf)
            .filter(number -> number >= 1 && number <= ListConnections.LARGEST_PAGE);
  }
}
