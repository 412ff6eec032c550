package io.admitone.http;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.server.exceptions.response.ErrorContext;
import io.micronaut.http.server.exceptions.response.ErrorResponseProcessor;
import jakarta.inject.Singleton;
import java.util.Optional;

/**
 * Puts the errors that the framework finds (no such path, a body too long, a broken request line)
 * into the envelope. Of the framework's own words, which repeat the request's address and the
 * classes of exceptions, nothing is sent.
 */
@Singleton
final class FrameworkErrors implements ErrorResponseProcessor<byte[]> {
  /** What Netty calls a request whose first line it could not read. */
  private static final String UNREADABLE = "/bad-request";

  private final ErrorAnswers errors;

  FrameworkErrors(ErrorAnswers errors) {
    this.errors = errors;
  }

  @Override
  public MutableHttpResponse<byte[]> processResponse(
      ErrorContext context, MutableHttpResponse<?> response) {
    Refusal refusal = Refusal.of(codeOf(context, response.code()));
    return errors.into(
        response,
        context.getRequest(),
        context.getRootCause().map(Causes::of).map(refusal::because).orElse(refusal));
  }

  /** Gives an answer that has only a status its body. */
  void fill(HttpRequest<?> request, MutableHttpResponse<?> response) {
    errors.into(response, request, Refusal.of(codeOf(response.code())));
  }

  private static ErrorCode codeOf(ErrorContext context, int status) {
    Optional<Throwable> cause = context.getRootCause();
    // A body that is too long comes with an exception, a head that is too long without one.
    if (status == ErrorCode.BODY_TOO_LARGE.status() && cause.isEmpty()) {
      return context.getRequest().getPath().equals(UNREADABLE)
          ? ErrorCode.URI_TOO_LONG
          : ErrorCode.HEADERS_TOO_LARGE;
    }
    return codeOf(status);
  }

  private static ErrorCode codeOf(int status) {
    return switch (status) {
      case 401 -> ErrorCode.UNAUTHORIZED;
      case 403 -> ErrorCode.FORBIDDEN;
      case 404 -> ErrorCode.NOT_FOUND;
      case 405 -> ErrorCode.METHOD_NOT_ALLOWED;
      case 406 -> ErrorCode.NOT_ACCEPTABLE;
      case 413 -> ErrorCode.BODY_TOO_LARGE;
      case 414 -> ErrorCode.URI_TOO_LONG;
      case 415 -> ErrorCode.UNSUPPORTED_MEDIA_TYPE;
      case 431 -> ErrorCode.HEADERS_TOO_LARGE;
      default -> status < 500 ? ErrorCode.INVALID_REQUEST : ErrorCode.INTERNAL_ERROR;
    };
  }
}
