package io.admitone.redis.rig;

/** A way through a {@link FaultProxy}. */
public enum Direction {
  /** What the client says. */
  TO_SERVER,
  /** What the server answers. */
  TO_CLIENT
}
