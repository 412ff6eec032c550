package io.admitone.redis.rig;

/** What a {@link FaultProxy} does to one command that it lies in wait for. */
public enum Fate {
  /** The connection is reset before a byte of the command has reached the server. */
  NEVER_ARRIVES,
  /** Half of the command reaches the server, and the connection is reset: it is not carried out. */
  ARRIVES_IN_PART,
  /** The server carries it out, its answer is dropped, and then the connection is reset. */
  ANSWER_IS_LOST,
  /** As {@link #ANSWER_IS_LOST}, but the connection ends in order (FIN). */
  ANSWER_IS_LOST_IN_ORDER,
  /**
   * The server carries it out; this answer and all later ones are dropped, the connection stays.
   */
  ANSWER_STAYS_OUT
}
