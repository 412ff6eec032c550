package io.admitone.contract;

/** The rules of {@link io.admitone.domain.room.RoomBroker}, in its order. */
enum RoomRule implements Rule {
  ONE_LOG(
      "Within an epoch the messages of a room have the offsets 1, 2, 3 ... without a hole or a"
          + " repeat, and the order is the same for everybody.",
      "A client that resumes from an offset would miss messages or see others twice."),
  STORED(
      "A message that was acknowledged is in history at its position.",
      "Whoever got the acknowledgement has thrown the message away: it is lost for good."),
  ID_ONCE(
      "What an author publishes twice under one id within two minutes, in one room, is stored and"
          + " heard once, and both get one position.",
      "A resend after a lost answer would be said twice, or somebody else's message swallowed."),
  EPOCH(
      "A room goes on in a new epoch when its log may have lost messages, and in no other case"
          + " while somebody is subscribed; no position belongs to two messages.",
      "A client would take a log with other messages for the one it knows, and never notice."),
  WHOLE(
      "A message comes back equal to what was published, every field of it.",
      "A broken payload breaks the page that reads it; a wrong author is a forgery."),
  HISTORY(
      "History keeps the latest messages, as many and for as long as it is told to; recovered is"
          + " true exactly where nothing is missing.",
      "A client that is told wrongly that nothing is missing shows stale data for ever."),
  LIVE(
      "After its position a subscription brings each message once, in order, without a hole,"
          + " through whichever instance it was published.",
      "People in one room would see different conversations."),
  SAID(
      "What cannot be heard any more is replaced by one resync, an epoch changes in this way only,"
          + " and where nothing is missing there is none.",
      "A silent gap is never repaired; a needless resync makes every client load anew at once."),
  HEALS(
      "After a loss each listener hears what it missed, in order and before anything later, or a"
          + " resync; a dead subscription that looks alive is found out in time.",
      "A node that stays deaf has clients that look connected and hear nothing."),
  LISTENERS(
      "A listener is called for one thing at a time, hears nothing after it has cancelled, and"
          + " takes nothing from others, whether it comes, goes or throws.",
      "One faulty or leaving connection would silence a room for everybody else."),
  PRESENCE(
      "Whoever joined is present until they leave, their instance closes, or soon after it died.",
      "Ghosts in a room, or people who are there and cannot be seen."),
  APART(
      "Rooms do not mix, and nothing but the broker's own data is read or removed.",
      "Messages would reach people who may not hear them."),
  TROUBLE(
      "Trouble is a value: Unavailable means certainly no effect, Indeterminate perhaps one, and"
          + " cancelling a stage undoes nothing.",
      "A message that was stored would be reported as lost and said again, or the reverse."),
  PROMPT(
      "A call returns to its caller at once, and its stage completes within the declared bound"
          + " whatever became of the backend.",
      "Callers sit on event loops: one that waits for a dead backend stops the whole process."),
  MISTAKE(
      "A caller's mistake is an exception, thrown at once, and touches nothing.",
      "A mistake that passes for trouble is retried instead of mended."),
  OVER(
      "A room that is over takes up no memory for long.",
      "Rooms come and go by the thousand; what stays behind of each fills the process."),
  CLOSED(
      "After close every call is Unavailable, listeners hear nothing, threads and connections are"
          + " gone, and a second close does nothing.",
      "A process that cannot let go of its broker cannot stop, or leaks until it dies.");

  private final String says;
  private final String matters;

  RoomRule(String says, String matters) {
    this.says = says;
    this.matters = matters;
  }

  @Override
  public String port() {
    return "RoomBroker";
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
