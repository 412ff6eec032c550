package io.admitone.contract;

import io.admitone.contract.History.Answer;
import io.admitone.contract.History.Event;
import io.admitone.contract.History.Kind;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Looks for an order of the calls on one key, in keeping with which call ended before which began,
 * in which a store that does one thing at a time would have given the very same answers
 * (linearizability: Herlihy and Wing, ACM TOPLAS 12(3), 1990). The search is that of Wing and Gong
 * with remembered dead ends.
 */
final class Orders {
  private static final int MAX_EVENTS = Long.SIZE - 1;
  private static final String NEVER_ISSUED = "never issued";

  /** Whether a key may be issued a second time is left to the store. */
  private static final String GONE = "gone";

  private static final String OUTSTANDING = "outstanding:";

  private final List<Event> events;
  private final long mustHappen;
  private final Set<Place> deadEnds = new HashSet<>();
  private final Deque<Place> open = new ArrayDeque<>();

  private Orders(List<Event> events) {
    this.events = events;
    this.mustHappen = mask(events);
  }

  /** Whether such an order exists. */
  static boolean explain(List<Event> events) {
    // A call that had no effect fits everywhere.
    List<Event> effective =
        events.stream().filter(event -> event.answer().kind() != Kind.UNAVAILABLE).toList();
    if (effective.size() > MAX_EVENTS) {
      throw new IllegalArgumentException("at most " + MAX_EVENTS + " calls a key");
    }
    return new Orders(effective).search();
  }

  private boolean search() {
    open.push(new Place(0, NEVER_ISSUED));
    while (!open.isEmpty()) {
      Place here = open.pop();
      if ((here.happened & mustHappen) == mustHappen) {
        return true;
      }
      if (deadEnds.add(here)) {
        goOnFrom(here);
      }
    }
    return false;
  }

  private void goOnFrom(Place here) {
    for (int i = 0; i < events.size(); i++) {
      if (here.lacks(i) && isNext(i, here)) {
        long happened = here.happened | bit(i);
        after(here.state, events.get(i).answer())
            .ifPresent(state -> open.push(new Place(happened, state)));
      }
    }
  }

  /** Whether nothing that has yet to happen had ended before this call began. */
  private boolean isNext(int candidate, Place here) {
    Event event = events.get(candidate);
    for (int i = 0; i < events.size(); i++) {
      boolean pending = here.lacks(i) && (mustHappen & bit(i)) != 0;
      if (pending && events.get(i).endedBefore(event)) {
        return false;
      }
    }
    return true;
  }

  /** What the key is after a call with this answer; empty where it cannot have been given here. */
  private static Optional<String> after(String state, Answer answer) {
    boolean outstanding = state.startsWith(OUTSTANDING);
    boolean possible =
        switch (answer.kind()) {
          case ISSUED, NOT_REDEEMABLE, NOTHING_TO_REVOKE -> !outstanding;
          case COLLISION -> !state.equals(NEVER_ISSUED);
          case REDEEMED -> state.equals(OUTSTANDING + answer.grant());
          case REVOKED -> outstanding;
          case SESSION_ENDED, ISSUE_INDETERMINATE, END_INDETERMINATE, UNAVAILABLE -> true;
        };
    return possible ? Optional.of(effect(state, answer)) : Optional.empty();
  }

  private static String effect(String state, Answer answer) {
    boolean outstanding = state.startsWith(OUTSTANDING);
    return switch (answer.kind()) {
      case ISSUED -> OUTSTANDING + answer.grant();
      case ISSUE_INDETERMINATE -> outstanding ? state : OUTSTANDING + answer.grant();
      case REDEEMED, REVOKED, SESSION_ENDED, END_INDETERMINATE -> outstanding ? GONE : state;
      case COLLISION, NOT_REDEEMABLE, NOTHING_TO_REVOKE, UNAVAILABLE -> state;
    };
  }

  private static long mask(List<Event> events) {
    long mask = 0;
    for (int i = 0; i < events.size(); i++) {
      Kind kind = events.get(i).answer().kind();
      boolean mayNotHappen = kind == Kind.ISSUE_INDETERMINATE || kind == Kind.END_INDETERMINATE;
      mask |= mayNotHappen ? 0 : bit(i);
    }
    return mask;
  }

  private static long bit(int i) {
    return 1L << i;
  }

  private record Place(long happened, String state) {
    private boolean lacks(int i) {
      return (happened & bit(i)) == 0;
    }
  }
}
