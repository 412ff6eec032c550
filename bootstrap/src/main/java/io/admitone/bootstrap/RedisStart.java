package io.admitone.bootstrap;

import io.admitone.application.lifecycle.RunWhenReady;
import io.admitone.bootstrap.logging.LogEvent;
import io.admitone.bootstrap.settings.StartupPolicy;
import io.admitone.bootstrap.settings.StoreSettings;
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
  static final Duration REPORT_PERIOD = Duration.ofMinutes(1);
  private static final Duration ONE_TRY = Duration.ofSeconds(1);

  private final Redis redis;
  private final RunWhenReady work;
  private final RedisAddress address;
  private final StoreSettings settings;
  private final Logger logger;
  private final CompletableFuture<Void> usable = new CompletableFuture<>();
  private final long begunAt;
  private final Duration reportPeriod;
  private CompletionStage<Optional<String>> begun;
  private volatile boolean wasReady;
  private StartFailedException fatal;

  /**
   * @param begunAt when the process began, by {@link System#nanoTime()}: its own first steps count
   *     as waiting too
   */
  RedisStart(
      Redis redis,
      RunWhenReady work,
      RedisAddress address,
      StoreSettings settings,
      Logger logger,
      long begunAt) {
    this(redis, work, address, settings, logger, begunAt, REPORT_PERIOD);
  }

  /**
   * @param reportPeriod between two lines that say that the start still waits
   */
  RedisStart(
      Redis redis,
      RunWhenReady work,
      RedisAddress address,
      StoreSettings settings,
      Logger logger,
      long begunAt,
      Duration reportPeriod) {
    this.redis = redis;
    this.work = work;
    this.address = address;
    this.settings = settings;
    this.logger = logger;
    this.begunAt = begunAt;
    this.reportPeriod = reportPeriod;
  }

  @Override
  public void begin(Consumer<StartFailedException> givenUp) {
    boolean isAwaited = settings.startupPolicy() != StartupPolicy.DEGRADED;
    redis.readiness().subscribe(change -> wasReady |= change.becameReady());
    work.once("open the port", () -> usable.complete(null));
    begun = redis.start(isAwaited ? patience() : Duration.ZERO);
    if (settings.startupPolicy() == StartupPolicy.FAIL_CLOSED) {
      // A machine that takes long to make the rest must not take longer to say that it is in vain.
      begun.thenAccept(failure -> failure.ifPresent(why -> giveUp(givenUp)));
    }
  }

  /** At once, or where the very first try is still being made, with its failure. */
  private void giveUp(Consumer<StartFailedException> givenUp) {
    redis.readiness().subscribe(change -> failure().ifPresent(givenUp));
    failure().ifPresent(givenUp);
  }

  private Optional<StartFailedException> failure() {
    return wasReady ? Optional.empty() : redis.readiness().current().lastError().map(this::fatal);
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
      failure = isUsableWithin(reportPeriod) ? Optional.empty() : lastError();
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
