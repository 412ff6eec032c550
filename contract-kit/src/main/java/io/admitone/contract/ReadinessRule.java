package io.admitone.contract;

/** The rules of {@link io.admitone.domain.readiness.ReadinessProbe}, in its order. */
enum ReadinessRule implements Rule {
  FREE(
      "The present state costs nothing: no input or output, no lock, no probe of the store.",
      "A load balancer asks many times a second, and most often when the store is in trouble."),
  FOLLOWS(
      "The state follows the store by itself, in both directions.",
      "A loss unnoticed lets callers wait for a dead store; a return unnoticed is an outage."),
  ONCE_IN_ORDER(
      "Each change reaches each subscriber exactly once and in order; none is made up or left out.",
      "Work that waits for the store would run twice, or never, or while the store is gone."),
  FROM_NOW_ON(
      "A subscriber hears of changes after its subscription, and of none once it has cancelled.",
      "Something that was shut down would be called, or a past outage reported as a new one."),
  ROBUST(
      "A subscriber that throws harms neither the probe nor the other subscribers.",
      "One faulty listener would hide every later outage from all others.");

  private final String says;
  private final String matters;

  ReadinessRule(String says, String matters) {
    this.says = says;
    this.matters = matters;
  }

  @Override
  public String port() {
    return "ReadinessProbe";
  }

  @Override
  public int number() {
    return ordinal() + 1;
  }

  @Override
  public String says() {
    return says;
  }

  @Override
  public String matters() {
    return matters;
  }
}
