package io.admitone.application.offending;

import java.time.Instant;

/** Breaks a rule, so that the rule can be seen to fail. */
final class ReadsTheWallClock {
  Instant now() {
    return Instant.now();
  }
}
