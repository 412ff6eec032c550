package io.admitone.contract;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntFunction;

/** Several clients, each on a thread of its own, that begin at the same instant. */
final class Crowd {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private Crowd() {}

  /**
   * @param act what the client of this number does
   * @return what each of them saw, by number
   */
  static <T> List<T> of(int clients, IntFunction<T> act) {
    return of(TicketRule.PROMPT, clients, act);
  }

  /**
   * @param prompt the rule that is broken where a client does not come back
   * @param act what the client of this number does
   * @return what each of them saw, by number
   */
  static <T> List<T> of(Rule prompt, int clients, IntFunction<T> act) {
    CountDownLatch ready = new CountDownLatch(clients);
    List<CompletableFuture<T>> seen = new ArrayList<>();
    for (int i = 0; i < clients; i++) {
      int client = i;
      CompletableFuture<T> mine = new CompletableFuture<>();
      seen.add(mine);
      Call.inBackground(
          () -> {
            try {
              ready.countDown();
              ready.await();
              mine.complete(act.apply(client));
            } catch (Throwable thrown) {
              mine.completeExceptionally(thrown);
            }
          });
    }
    return seen.stream().map(one -> wait(prompt, one)).toList();
  }

  private static <T> T wait(Rule prompt, CompletableFuture<T> seen) {
    try {
      return seen.get(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw prompt.broken("a client was still busy after " + PATIENCE.toSeconds() + " s.");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof AssertionError broken) {
        throw broken;
      }
      throw new AssertionError("the kit itself failed", e.getCause());
    } catch (InterruptedException e) {
      throw new IllegalStateException("the kit was interrupted", e);
    }
  }
}
