package io.admitone.bootstrap.settings;

/** What a process does when its store is not there at the start. */
public enum StartupPolicy {
  /** The port opens only after the store has answered; without it the process ends. */
  FAIL_CLOSED,
  /** The port opens only after the store has answered, however long that takes. */
  WAIT,
  /** The port opens at once; what needs the store answers 503 until it comes. */
  DEGRADED
}
