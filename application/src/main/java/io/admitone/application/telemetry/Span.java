package io.admitone.application.telemetry;

/**
 * One operation while it is under way, for whoever follows requests across processes.
 *
 * <p>Belongs to one request, whose steps follow one another on any threads. Nothing blocks and
 * nothing throws.
 */
public interface Span {
  /** Of an operation that nobody follows; costs nothing. */
  Span NONE =
      new Span() {
        @Override
        public Scope enter() {
          return Scope.NONE;
        }

        @Override
        public void end(String outcome, boolean failed) {}
      };

  /**
   * Makes this the operation that the calling thread works for. What it calls meanwhile, the store
   * first of all, is followed as a part of it.
   */
  Scope enter();

  /**
   * The operation is over.
   *
   * @param outcome a word of a closed list
   * @param failed whether the service did not do what it is for
   */
  void end(String outcome, boolean failed);

  /** What is followed. */
  enum Operation {
    /** A verified caller wants a ticket. */
    ISSUE_TICKET,
    /** Somebody presents a ticket. */
    REDEEM_TICKET
  }

  /** A thread's work for an operation; closed on the same thread, by whoever entered. */
  interface Scope {
    /** Of an operation that nobody follows. */
    Scope NONE = () -> {};

    /** The thread goes back to what it worked for before. */
    void close();
  }
}
