package io.admitone.ws;

import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.netty.util.internal.ThreadExecutorMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** An HTTP endpoint that answers when the test says so. */
@Controller("/slow")
final class SlowController {
  private static volatile CompletableFuture<String> answer = new CompletableFuture<>();
  private static volatile CompletableFuture<Void> asked = new CompletableFuture<>();

  static void prepare() {
    answer = new CompletableFuture<>();
    asked = new CompletableFuture<>();
  }

  /** Answers the request, once it has come. */
  static void answer(String text) {
    asked.join();
    answer.complete(text);
  }

  @Get(produces = "text/plain")
  CompletionStage<String> get() {
    // After the event loop has read whatever came with this request.
    ThreadExecutorMap.currentExecutor().execute(() -> asked.complete(null));
    return answer;
  }
}
