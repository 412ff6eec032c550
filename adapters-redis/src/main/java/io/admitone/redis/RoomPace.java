package io.admitone.redis;

import java.time.Duration;

/**
 * The times by which rooms live.
 *
 * @param probePeriod how often a connection that hears channels is tried
 * @param probeLimit from the server's answer that it has told a channel, to the hearing of it
 * @param beat how often a process says that it is alive
 * @param silence after which a process is dead, and its members are not there
 */
record RoomPace(Duration probePeriod, Duration probeLimit, Duration beat, Duration silence) {
  /** A deaf connection is found out within 20 s, a dead process within 50 s. */
  static final RoomPace USUAL =
      new RoomPace(
          Duration.ofSeconds(10),
          Duration.ofSeconds(5),
          Duration.ofSeconds(10),
          Duration.ofSeconds(40));

  /**
   * How long a connection may be deaf: till its trial, till that has failed, till it is renewed.
   */
  Duration deafness() {
    return probePeriod.plus(probeLimit.multipliedBy(2));
  }

  /** How long the members of a dead process may be there. */
  Duration absence() {
    return silence.plus(beat);
  }
}
