package io.admitone.http;

import io.micronaut.http.BasicHttpAttributes;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import jakarta.inject.Singleton;

/** Answers what nobody else has an answer to. */
@Singleton
final class UnforeseenFailures implements ExceptionHandler<Throwable, HttpResponse<?>> {
  private final ErrorAnswers errors;

  UnforeseenFailures(ErrorAnswers errors) {
    this.errors = errors;
  }

  @Override
  @SuppressWarnings("rawtypes") // The interface asks for the raw type.
  public HttpResponse<?> handle(HttpRequest request, Throwable failure) {
    HttpRequest<?> typed = request;
    return errors.answer(typed, Refusal.of(codeFor(typed)).because(Causes.of(failure)));
  }

  private static ErrorCode codeFor(HttpRequest<?> request) {
    return BasicHttpAttributes.getUriTemplate(request)
        .filter(route -> route.endsWith(TicketController.PATH))
        .map(route -> ErrorCode.TICKET_GENERATION_FAILED)
        .orElse(ErrorCode.INTERNAL_ERROR);
  }
}
