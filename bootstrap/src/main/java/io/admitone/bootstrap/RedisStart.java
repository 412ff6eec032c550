package io.admitone.bootstrap;

import io.admitone.bootstrap.logging.LogEvent;
import io.admitone.bootstrap.settings.StartupPolicy;
import io.admitone.bootstrap.settings.StoreSettings;
import io.admitone.domain.readiness.Readiness;
import io.admitone.redis.Redis;
import io.admitone.redis.RedisAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;

/** Lets the port open when Redis can be used, or earlier, or never, as the policy says. */
final class RedisStart implements StoreStart {
  private static final Duration REPORT_PERIOD = Duration.ofMinutes(1);
  private static final Duration ONE_TRY = Duration.ofSeconds(1);

  private final Redis redis;
  private final RedisAddress address;
  private final StoreSettings settings;
  private final Logger logger;
  private final CompletableFuture<Void> usable = new CompletableFuture<>();
  private final long begunAt;
  private CompletionStage<Optional<String>> begun;
  private StartFailedException fatal;

  /**
   * @param begunAt when the process began, by {@link System#nanoTime()}: its own first steps count
   *     as waiting too
   */
  RedisStart(
      Redis redis, RedisAddress address, StoreSettings settings, Logger logger, long begunAt) {
    this.begunAt = begunAt;
    this.redis = redis;
    this.address = address;
    this.settings = settings;
    this.logger = logger;
  }

  @Override
  public void begin(Consumer<StartFailedException> givenUp) {
    boolean isAwaited = settings.startupPolicy() != StartupPolicy.DEGRADED;
    redis
        .readiness()
        .subscribe(
            change -> {
              if (change.becameReady()) {
                usable.complete(null);
              }
            });
    begun = redis.start(isAwaited ? patience() : Duration.ZERO);
    if (settings.startupPolicy() == StartupPolicy.FAIL_CLOSED) {
      // A machine that takes long to make the rest must not take longer to say that it is in vain.
      begun.thenAccept(
          failure -> failure.filter(why -> hasFailed()).map(this::fatal).ifPresent(givenUp));
    }
  }

  /** Not: has not been heard of yet, because the driver's first try is still being made. */
  private boolean hasFailed() {
    Readiness now = redis.readiness().current();
    return !now.isReady() && now.lastError().isPresent();
  }

  /** What is left of the timeout; where the process itself was slow so far, time for one try. */
  private Duration patience() {
    Duration left = settings.startupTimeout().minus(waited());
    return left.compareTo(ONE_TRY) < 0 ? ONE_TRY : left;
  }

  private Duration waited() {
    return Duration.ofNanos(System.nanoTime() - begunAt);
  }

  @Override
  public void await() throws StartFailedException {
    switch (settings.startupPolicy()) {
      case FAIL_CLOSED -> awaitOrFail();
      case WAIT -> awaitWithoutEnd();
      case DEGRADED -> {}
    }
  }

  /** Whether the timeout is over, or Redis has come. */
  boolean isOver() {
    return begun.toCompletableFuture().isDone();
  }

  private void awaitOrFail() throws StartFailedException {
    Optional<String> failure = whyNot();
    if (failure.isPresent()) {
      throw fatal(failure.get());
    }
  }

  private synchronized StartFailedException fatal(String why) {
    if (fatal == null) {
      report(LogEvent.REDIS_CONNECT_FATAL, why);
      fatal = StartFailedException.redis(address.toString(), why);
    }
    return fatal;
  }

  private void awaitWithoutEnd() {
    Optional<String> failure = whyNot();
    while (failure.isPresent()) {
      report(LogEvent.REDIS_CONNECT_WAITING, failure.get());
      failure = isUsableWithin(REPORT_PERIOD) ? Optional.empty() : lastError();
    }
  }

  /** Empty if Redis can be used: it may have come after the timeout, while the rest was made. */
  private Optional<String> whyNot() {
    return begun
        .toCompletableFuture()
        .join()
        .filter(failure -> !redis.readiness().current().isReady());
  }

  private boolean isUsableWithin(Duration limit) {
    return usable
        .thenApply(done -> true)
        .completeOnTimeout(false, limit.toNanos(), TimeUnit.NANOSECONDS)
        .join();
  }

  private Optional<String> lastError() {
    return redis.readiness().current().lastError().or(() -> Optional.of("no answer in time"));
  }

  private void report(LogEvent event, String error) {
    event
        .on(logger)
        .with("error", error)
        .with("attempt", redis.readiness().current().attempts())
        .with("waitedMs", waited())
        .write();
  }
}
