package io.admitone.bootstrap.rate;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.admitone.application.ticket.IssueRate;
import io.admitone.domain.identity.SessionId;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * A bucket of tokens for each session, from which it takes one for each thing it does. The tokens
 * drip in one by one.
 *
 * <p>A session that was not seen for as long as its bucket takes to fill is forgotten, which
 * changes nothing. Beyond the bound the least used ones are forgotten early.
 *
 * <p>Thread-safe; takes no lock.
 */
public final class BucketRate implements IssueRate {
  private final int size;
  private final int tokens;
  private final Duration period;
  private final TimeMeter time;
  private final LoadingCache<SessionId, Bucket> buckets;

  private BucketRate(
      int size, int tokens, Duration period, int maxSessions, LongSupplier nanoTime) {
    this.size = size;
    this.tokens = tokens;
    this.period = period;
    this.time = new NanoTime(nanoTime, nanoTime.getAsLong());
    this.buckets =
        Caffeine.newBuilder()
            .maximumSize(maxSessions)
            .expireAfterAccess(period.multipliedBy(size).dividedBy(tokens))
            .ticker(nanoTime::getAsLong)
            .build(session -> fullBucket());
  }

  /**
   * So many in a minute, all of them at once if need be.
   *
   * @param maxSessions how many sessions are remembered at one time
   * @param nanoTime a monotonic clock in nanoseconds
   */
  public static BucketRate perMinute(int tokens, int maxSessions, LongSupplier nanoTime) {
    return new BucketRate(tokens, tokens, Duration.ofMinutes(1), maxSessions, nanoTime);
  }

  /** So many in a second, and twice as many at once. */
  public static BucketRate perSecond(int tokens, int maxSessions, LongSupplier nanoTime) {
    return new BucketRate(2 * tokens, tokens, Duration.ofSeconds(1), maxSessions, nanoTime);
  }

  @Override
  public Optional<Duration> retryAfter(SessionId session) {
    var probe = buckets.get(session).tryConsumeAndReturnRemaining(1);
    return probe.isConsumed()
        ? Optional.empty()
        : Optional.of(Duration.ofNanos(probe.getNanosToWaitForRefill()));
  }

  /** Sessions that are remembered now. */
  long remembered() {
    buckets.cleanUp();
    return buckets.estimatedSize();
  }

  private Bucket fullBucket() {
    return Bucket.builder()
        .addLimit(limit -> limit.capacity(size).refillGreedy(tokens, period))
        .withCustomTimePrecision(time)
        .build();
  }

  /** Counts from now on, because buckets cannot do with a clock that overflows. */
  private record NanoTime(LongSupplier source, long origin) implements TimeMeter {
    @Override
    public long currentTimeNanos() {
      return source.getAsLong() - origin;
    }

    @Override
    public boolean isWallClockBased() {
      return false;
    }
  }
}
