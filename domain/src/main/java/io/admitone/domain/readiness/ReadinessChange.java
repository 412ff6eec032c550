package io.admitone.domain.readiness;

/** A step from one state to another, as {@link ReadinessProbe} listeners hear of it. */
public record ReadinessChange(Readiness from, Readiness to) {

  /** The store could not be used before this step and can be now. */
  public boolean becameReady() {
    return !from.isReady() && to.isReady();
  }

  /** The store could be used before this step and cannot be now. */
  public boolean wasLost() {
    return from.isReady() && !to.isReady();
  }
}
