package io.admitone.application.lifecycle;

/**
 * Whether this process still takes on work. It serves from the start and drains once, for good.
 *
 * <p>Thread-safe; reading it is a volatile read.
 */
public final class ServiceState {
  private volatile boolean draining;

  /** Whether the goodbye has begun. */
  public boolean isDraining() {
    return draining;
  }

  /** From now on readiness is refused and no socket is let in. */
  public void startDraining() {
    draining = true;
  }
}
