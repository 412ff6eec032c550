package io.admitone.http;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What a careless controller might do. */
@Controller("/failing")
final class FailingController {
  static final String CANARY = "canary-in-an-exception-message";

  @Get("/throws")
  HttpResponse<?> fails() {
    throw new IllegalStateException(CANARY);
  }

  @Get("/later")
  CompletionStage<HttpResponse<?>> failsLater() {
    return CompletableFuture.failedFuture(new IllegalStateException(CANARY));
  }

  @Get("/bare")
  HttpResponse<?> bare() {
    return HttpResponse.status(HttpStatus.I_AM_A_TEAPOT);
  }

  @Get("/gone")
  HttpResponse<?> bareServerError() {
    return HttpResponse.status(HttpStatus.BAD_GATEWAY);
  }

  @Get("/error")
  HttpResponse<?> error() {
    throw new StackOverflowError(CANARY);
  }
}
