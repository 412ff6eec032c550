package io.admitone.redis;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How to reach Redis, and how patient to be with it.
 *
 * @param address where it is
 * @param connectTimeout for the network connection, and again for login and proof
 * @param commandTimeout after which a command that was sent is in doubt
 * @param heartbeatPeriod pause between two proofs that the store can be used; a frozen server is
 *     noticed after this and two command timeouts at most
 * @param retryPauses waits between tries to connect; the last one is repeated for ever
 * @param startPause wait between tries while {@link Redis#start(Duration)} is patient
 * @param triesBeforeFailed failures before the first success after which the state is {@code
 *     FAILED}
 * @param maxPending commands that may wait for their answer at one time
 * @param trustedCertificates certificates to trust with TLS, in PEM; empty for those the platform
 *     trusts
 */
public record RedisSettings(
    RedisAddress address,
    Duration connectTimeout,
    Duration commandTimeout,
    Duration heartbeatPeriod,
    List<Duration> retryPauses,
    Duration startPause,
    int triesBeforeFailed,
    int maxPending,
    Optional<Path> trustedCertificates) {
  private static final List<Duration> LADDER =
      List.of(
          Duration.ofSeconds(1),
          Duration.ofSeconds(2),
          Duration.ofSeconds(4),
          Duration.ofSeconds(8),
          Duration.ofSeconds(15));

  /**
   * @throws IllegalArgumentException if a time or a number is not positive
   */
  public RedisSettings {
    requirePositive("connect timeout", connectTimeout);
    requirePositive("command timeout", commandTimeout);
    requirePositive("heartbeat period", heartbeatPeriod);
    requirePositive("pause at start", startPause);
    retryPauses = List.copyOf(retryPauses);
    retryPauses.forEach(pause -> requirePositive("wait between tries", pause));
    if (retryPauses.isEmpty()) {
      throw new IllegalArgumentException("there is at least one wait between tries");
    }
    if (triesBeforeFailed < 1 || maxPending < 1) {
      throw new IllegalArgumentException("numbers of tries and of commands are at least 1");
    }
  }

  /**
   * The usual patience: 2 s to connect, 800 ms a command, a heartbeat each 750 ms, pauses of 1, 2,
   * 4, 8 and then 15 s between tries (250 ms at start), 20 tries before the state is {@code
   * FAILED}, 2048 commands under way.
   */
  public static RedisSettings of(RedisAddress address) {
    return new RedisSettings(
        address,
        Duration.ofSeconds(2),
        Duration.ofMillis(800),
        Duration.ofMillis(750),
        LADDER,
        Duration.ofMillis(250),
        20,
        2048,
        Optional.empty());
  }

  /** The same with certificates of one's own, in a PEM file. */
  public RedisSettings trusting(Path certificates) {
    return new RedisSettings(
        address,
        connectTimeout,
        commandTimeout,
        heartbeatPeriod,
        retryPauses,
        startPause,
        triesBeforeFailed,
        maxPending,
        Optional.of(certificates));
  }

  /** The same with other waits between tries; the last one is repeated for ever. */
  public RedisSettings retryingAfter(List<Duration> pauses) {
    return new RedisSettings(
        address,
        connectTimeout,
        commandTimeout,
        heartbeatPeriod,
        pauses,
        startPause,
        triesBeforeFailed,
        maxPending,
        trustedCertificates);
  }

  private static void requirePositive(String what, Duration duration) {
    if (duration.isNegative() || duration.isZero()) {
      throw new IllegalArgumentException("the " + what + " is positive, not " + duration);
    }
  }
}
