package io.admitone.redis;

import io.admitone.domain.time.Clock;
import java.time.Instant;

/** This machine's clock, as the one that is used while no server tells the time. */
final class LocalTime implements Clock {
  @Override
  public Instant now() {
    return Instant.now();
  }
}
