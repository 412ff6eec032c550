package io.admitone.http;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import jakarta.inject.Singleton;
import java.io.IOException;

/** A request whose body breaks off is its sender's trouble and no failure of this service. */
@Singleton
final class BrokenRequests implements ExceptionHandler<IOException, HttpResponse<?>> {
  private final ErrorAnswers errors;

  BrokenRequests(ErrorAnswers errors) {
    this.errors = errors;
  }

  @Override
  @SuppressWarnings("rawtypes") // The interface asks for the raw type.
  public HttpResponse<?> handle(HttpRequest request, IOException failure) {
    HttpRequest<?> typed = request;
    return errors.answer(typed, Refusal.of(ErrorCode.INVALID_REQUEST).because(Causes.of(failure)));
  }
}
