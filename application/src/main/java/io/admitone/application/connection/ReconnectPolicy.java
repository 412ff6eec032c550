package io.admitone.application.connection;

import io.admitone.domain.identity.ClientId;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * Which clients are asked to come back by themselves, and after what time a socket is sent round.
 *
 * @param autoReconnect whether clients are asked at all
 * @param rolloutPercent how many of a hundred clients are asked, 0 to 100; always the same ones
 * @param maxConnectionAge how old a socket may become before it is told to come back; empty for no
 *     limit
 */
public record ReconnectPolicy(
    boolean autoReconnect, int rolloutPercent, Optional<Duration> maxConnectionAge) {
  /** Every client is asked, and no socket is too old. */
  public static final ReconnectPolicy USUAL = new ReconnectPolicy(true, 100, Optional.empty());

  /** Sockets that came together must not go together. */
  private static final double JITTER = 0.2;

  private static final int ALL = 100;

  /**
   * @throws IllegalArgumentException if the share is none of a hundred, or the age is not positive
   */
  public ReconnectPolicy {
    Objects.requireNonNull(maxConnectionAge);
    if (rolloutPercent < 0 || rolloutPercent > ALL) {
      throw new IllegalArgumentException("a share is 0 to 100 percent, not " + rolloutPercent);
    }
    maxConnectionAge.ifPresent(ReconnectPolicy::requirePositive);
  }

  /**
   * Whether this client is to come back by itself. Depends on its id alone: in every process and
   * after every restart the answer is the same, and a larger share holds every smaller one.
   */
  public boolean asksToReturn(ClientId client) {
    return autoReconnect && placeOf(client) < rolloutPercent;
  }

  /**
   * How old one socket may become: the limit, a fifth shorter or longer; empty for no limit.
   *
   * @param random evenly drawn from 0 to 1
   */
  public Optional<Duration> lifeOfOne(double random) {
    return maxConnectionAge.map(
        age -> Duration.ofNanos((long) (age.toNanos() * (1 - JITTER + 2 * JITTER * random))));
  }

  /**
   * A client's place among a hundred. {@link String#hashCode} is the same everywhere but leaves
   * neighbouring names neighbours; the mixing of MurmurHash3 parts them.
   */
  private static int placeOf(ClientId client) {
    int hash = client.value().hashCode();
    hash = (hash ^ hash >>> 16) * 0x85ebca6b;
    hash = (hash ^ hash >>> 13) * 0xc2b2ae35;
    return Integer.remainderUnsigned(hash ^ hash >>> 16, ALL);
  }

  private static void requirePositive(Duration age) {
    if (age.isNegative() || age.isZero()) {
      throw new IllegalArgumentException("an age is positive, not " + age);
    }
  }
}
