package io.admitone.redis;

import java.time.Duration;

/**
 * The times by which a link lives.
 *
 * @param backoff waits between tries
 * @param startPause wait between tries while the start is patient
 * @param triesBeforeFailed failures before the first success after which hope is given up
 * @param tryLimit after which a try that has come to no end has failed
 * @param heartbeatPeriod pause between two proofs that the store can be used
 * @param heartbeatLimit after which a heartbeat counts as silence
 */
record LinkPace(
    Backoff backoff,
    Duration startPause,
    int triesBeforeFailed,
    Duration tryLimit,
    Duration heartbeatPeriod,
    Duration heartbeatLimit) {

  /** What the settings ask for, with the usual jitter. */
  static LinkPace of(RedisSettings settings) {
    return new LinkPace(
        new Backoff(settings.retryPauses(), Backoff.DEFAULT_JITTER, Math::random),
        settings.startPause(),
        settings.triesBeforeFailed(),
        // To connect, to log in, to prove: each has its own time limit, this is for all of them.
        settings.connectTimeout().multipliedBy(4),
        settings.heartbeatPeriod(),
        settings.commandTimeout());
  }
}
