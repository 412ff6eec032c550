package io.admitone.contract;

import io.admitone.domain.ticket.IssueOutcome;
import io.admitone.domain.ticket.RedeemOutcome;
import io.admitone.domain.ticket.RevokeOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What many clients asked about one key and what each was answered, with the order in which the
 * calls began and ended. Safe for use by many threads.
 */
final class History {
  private final AtomicLong ticks;
  private final List<Event> events = new ArrayList<>();

  /**
   * @param ticks numbers the beginnings and ends of calls, over all keys of one trial
   */
  History(AtomicLong ticks) {
    this.ticks = ticks;
  }

  /** Makes the call and notes when it began, when it ended and what came of it. */
  <T> void record(int client, String asked, Supplier<T> call, Function<T, Answer> reading) {
    long began = ticks.incrementAndGet();
    T outcome = call.get();
    add(new Event(client, asked, reading.apply(outcome), began, ticks.incrementAndGet()));
  }

  /** Notes a call that concerned several keys. */
  synchronized void add(Event event) {
    events.add(event);
  }

  synchronized List<Event> events() {
    return List.copyOf(events);
  }

  /**
   * One call.
   *
   * @param began the number of its beginning
   * @param ended the number of its end; a call that began later than that came after it
   */
  record Event(int client, String asked, Answer answer, long began, long ended) {
    boolean endedBefore(Event other) {
      return ended < other.began;
    }

    @Override
    public String toString() {
      return "  [%5d..%5d] client %d: %-14s -> %s".formatted(began, ended, client, asked, answer);
    }
  }

  /** What a call was answered. */
  record Answer(Kind kind, String grant) {
    private static Answer of(Kind kind) {
      return new Answer(kind, "");
    }

    static Answer of(IssueOutcome outcome, String grant) {
      return outcome.fold(
          () -> new Answer(Kind.ISSUED, grant),
          () -> new Answer(Kind.COLLISION, grant),
          unavailable -> of(Kind.UNAVAILABLE),
          indeterminate -> new Answer(Kind.ISSUE_INDETERMINATE, grant));
    }

    static Answer of(RedeemOutcome outcome) {
      return outcome.fold(
          redeemed -> new Answer(Kind.REDEEMED, redeemed.grant().traceId()),
          notRedeemable -> of(Kind.NOT_REDEEMABLE),
          unavailable -> of(Kind.UNAVAILABLE),
          indeterminate -> of(Kind.END_INDETERMINATE));
    }

    static Answer of(RevokeOutcome outcome) {
      return outcome.fold(
          () -> of(Kind.REVOKED),
          () -> of(Kind.NOTHING_TO_REVOKE),
          unavailable -> of(Kind.UNAVAILABLE),
          indeterminate -> of(Kind.END_INDETERMINATE));
    }

    /** A session may be answered either way, whatever has become of this key. */
    static Answer ofSession(RevokeOutcome outcome) {
      return outcome.fold(
          () -> of(Kind.SESSION_ENDED),
          () -> of(Kind.SESSION_ENDED),
          unavailable -> of(Kind.UNAVAILABLE),
          indeterminate -> of(Kind.END_INDETERMINATE));
    }

    @Override
    public String toString() {
      return grant.isEmpty() ? kind.name() : kind + " " + grant;
    }
  }

  /** The kinds of answers, as far as they differ in what they say about a key. */
  enum Kind {
    ISSUED,
    COLLISION,
    REDEEMED,
    NOT_REDEEMABLE,
    REVOKED,
    NOTHING_TO_REVOKE,
    SESSION_ENDED,
    /** Certainly no effect. */
    UNAVAILABLE,
    /** May have put its grant there, at any time from its beginning on. */
    ISSUE_INDETERMINATE,
    /** May have ended the ticket, at any time from its beginning on. */
    END_INDETERMINATE
  }
}
