package io.admitone.redis.rig;

/** A running server as its operating system sees it. */
interface ServerProcess {
  /** Ends it at once, as {@code kill -9} does; returns when it is gone. */
  void kill();

  /** Stops it where it is, with its connections open; returns when it stands still. */
  void freeze();

  /** Lets it go on. */
  void thaw();

  /** Whether it runs, a frozen one included. */
  boolean isAlive();

  /** What it has printed so far. */
  String output();
}
