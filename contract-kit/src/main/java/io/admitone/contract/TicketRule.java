package io.admitone.contract;

/** The rules of {@link io.admitone.domain.ticket.TicketStore}, in its order. */
enum TicketRule implements Rule {
  ONCE(
      "Of all who present a ticket, at most one is admitted.",
      "Whoever steals a ticket could use it beside its owner."),
  SPENT(
      "Presenting a ticket spends it, in the same step that reads it.",
      "A ticket that outlives its presentation admits whoever saw it go by."),
  ONE_STEP(
      "Each call takes effect at one instant between its start and its end, or not at all.",
      "Nobody can reason about a store whose answers fit no order of the calls."),
  WHOLE(
      "A grant comes back equal to what was issued, every field of it.",
      "A lost binding lets a stranger present the ticket; a lost role locks its owner out."),
  ISSUED_ONCE(
      "Issuing a key that is outstanding is a collision and leaves the first grant as it was.",
      "The holder of the first ticket would be let in as somebody else."),
  LIFE(
      "A ticket lives for its ttl by the store's clock, neither shorter nor longer,"
          + " and then holds no memory for long.",
      "A short life locks people out, a long one keeps stolen tickets good,"
          + " and kept leftovers fill the store."),
  TROUBLE(
      "Unavailable means certainly no effect, Indeterminate perhaps one;"
          + " neither stands for an answer about the ticket, nor the reverse.",
      "An outage taken for a bad ticket logs everybody out;"
          + " a bad ticket taken for an outage is tried for ever."),
  SENT_ONCE(
      "A redemption whose answer did not come is not sent again.",
      "The second try finds the ticket gone, and its owner is told that it was never good."),
  PROMPT(
      "A call returns to its caller at once,"
          + " and its stage completes within the declared bound whatever became of the store.",
      "Callers sit on event loops: one that waits for a dead store stops the whole process."),
  VALUE(
      "Trouble is a value: a stage completes normally, and cancelling it undoes nothing.",
      "An exception nobody expects ends as an internal error instead of a retry."),
  MISTAKE(
      "A caller's mistake is an exception, thrown at once, and touches nothing.",
      "A mistake that passes for trouble is retried instead of mended."),
  SESSION(
      "Revoking a session ends every ticket issued to it before,"
          + " and no later one and nobody else's.",
      "Somebody who signed out would stay in, or somebody else would be thrown out."),
  DAMAGED(
      "A damaged record is spent by being presented, and is not redeemable.",
      "One bad record would fail for ever, or take its caller down."),
  OTHERS(
      "Nothing but the store's own keys is read or removed.",
      "Stores share a database with the rest of a company."),
  CLOSED(
      "After close every call is Unavailable, threads and connections are gone,"
          + " and a second close does nothing.",
      "A process that cannot let go of its store cannot stop, or leaks until it dies.");

  private final String says;
  private final String matters;

  TicketRule(String says, String matters) {
    this.says = says;
    this.matters = matters;
  }

  @Override
  public String port() {
    return "TicketStore";
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
