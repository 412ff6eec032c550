package io.admitone.contract;

/** The rules of {@link io.admitone.domain.time.Clock}, in its order. */
enum ClockRule implements Rule {
  FORWARD(
      "Time never runs backwards, on no thread and whatever becomes of the machine's clock.",
      "Something would end before it began, and what had expired would be good again."),
  FREE(
      "A reading costs no round trip: it returns at once and never fails.",
      "The time is read on event loops, and most often when the store is in trouble."),
  SHARED(
      "Processes that share a store see the store's time and not their own.",
      "What one process issues would have expired, or lie in the future, for the next.");

  private final String says;
  private final String matters;

  ClockRule(String says, String matters) {
    this.says = says;
    this.matters = matters;
  }

  @Override
  public String port() {
    return "Clock";
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
