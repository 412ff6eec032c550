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
 * A bucket of tokens for each session: as many at once as it may have in a minute, and then one
 * each time one has dripped in.
 *
 * <p>A session that was not seen for a minute is forgotten, which changes nothing: its bucket would
 * be full. Beyond the bound the least used ones are forgotten early.
 *
 * <p>Thread-safe; takes no lock.
 */
public final class BucketRate implements IssueRate {
  private static final Duration PERIOD = Duration.ofMinutes(1);

  private final int perMinute;
  private final TimeMeter time;
  private final LoadingCache<SessionId, Bucket> buckets;

  /**
   * @param maxSessions how many sessions are remembered at one time
   * @param nanoTime a monotonic clock in nanoseconds
   */
  public BucketRate(int perMinute, int maxSessions, LongSupplier nanoTime) {
    this.perMinute = perMinute;
    this.time = new NanoTime(nanoTime, nanoTime.getAsLong());
    this.buckets =
        Caffeine.newBuilder()
            .maximumSize(maxSessions)
            .expireAfterAccess(PERIOD)
            .ticker(nanoTime::getAsLong)
            .build(session -> fullBucket());
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
        .addLimit(limit -> limit.capacity(perMinute).refillGreedy(perMinute, PERIOD))
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
