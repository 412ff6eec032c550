package io.admitone.domain.room;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Makes of what a live subscription brings (late, twice, out of order, with holes, from an epoch
 * that is over) what a {@link RoomListener} may hear: rules 7 to 9 of {@link RoomBroker}. Where
 * something is missing it asks for history, holds what comes meanwhile, and goes on when the answer
 * is there.
 *
 * <p>For adapters whose backend does not promise that much by itself. Not thread-safe: one thread
 * at a time, and the listener is called on it.
 */
public final class GaplessFeed {
  /** Beyond so many held messages newer ones are thrown away: history has them too. */
  static final int MAX_HELD = 1_000;

  private static final Comparator<RoomMessage> BY_OFFSET =
      Comparator.comparingLong(message -> message.position().offset());

  private final RoomListener listener;
  private final Consumer<Position> askHistory;
  private final List<RoomMessage> held = new ArrayList<>(0);
  private State state = State.FOLLOWING;
  private Position last;

  /** Whether an answer to the question that is open may be too old. */
  private boolean askAgain;

  /** How many of the held messages had come when history was asked for. */
  private int heldAtAsking;

  /**
   * @param from where the listener's view begins
   * @param askHistory asked for what comes after a position; at most one question is open, and each
   *     is to be answered with {@link #answer}, at once or later
   */
  public GaplessFeed(Position from, RoomListener listener, Consumer<Position> askHistory) {
    this.last = Objects.requireNonNull(from);
    this.listener = Objects.requireNonNull(listener);
    this.askHistory = Objects.requireNonNull(askHistory);
  }

  /** The last position that the listener knows of. */
  public Position position() {
    return last;
  }

  /** Whether the listener has heard all there was when this feed last had reason to doubt it. */
  public boolean isFollowing() {
    return state == State.FOLLOWING;
  }

  /** Takes a message that the live subscription brought. */
  public void offer(RoomMessage message) {
    if (state != State.FOLLOWING) {
      hold(message);
    } else if (message.position().isRightAfter(last)) {
      deliver(message);
    } else if (!message.position().isInEpochOf(last) || message.position().isAfter(last)) {
      hold(message);
      ask();
    }
  }

  /**
   * Messages may have been missed, such as while a subscription was renewed; or history that could
   * not be read may be readable again.
   */
  public void doubt() {
    if (state == State.ASKING) {
      askAgain = true;
    } else {
      ask();
    }
  }

  /**
   * Takes the answer to the open question. After one that nobody knew, the feed holds what comes
   * until {@link #doubt()} is called.
   */
  public void answer(HistoryOutcome outcome) {
    if (state != State.ASKING) {
      throw new IllegalStateException("no question is open");
    }
    boolean again = askAgain | outcome.fold(this::goOn, unavailable -> getStuck());
    if (again) {
      ask();
    }
  }

  private boolean getStuck() {
    state = State.STUCK;
    return false;
  }

  /** Whether history has to be asked once more. */
  private boolean goOn(HistoryOutcome.Read read) {
    if (read.recovered()) {
      read.messages().forEach(this::deliverIfNext);
    } else {
      last = read.top();
      listener.onResync(last);
    }
    state = State.FOLLOWING;
    boolean cutShort = read.top().isAfter(last);
    return letGoOfHeld(cutShort) | cutShort;
  }

  /**
   * Delivers what was held and follows.
   *
   * @param cutShort whether history has more that was not read yet
   * @return whether something is still held
   */
  private boolean letGoOfHeld(boolean cutShort) {
    List<RoomMessage> candidates = new ArrayList<>(held);
    // History was read after the older ones had come: what it did not know is of no epoch now.
    List<RoomMessage> kept =
        new ArrayList<>(cutShort ? held : held.subList(heldAtAsking, held.size()));
    held.clear();
    candidates.removeIf(message -> !message.position().isAfter(last));
    candidates.sort(BY_OFFSET);
    candidates.forEach(this::deliverIfNext);
    kept.removeIf(message -> !isAhead(message.position()));
    held.addAll(kept);
    return !held.isEmpty();
  }

  private boolean isAhead(Position position) {
    return position.isAfter(last) || !position.isInEpochOf(last);
  }

  private void ask() {
    state = State.ASKING;
    askAgain = false;
    heldAtAsking = held.size();
    askHistory.accept(last);
  }

  private void hold(RoomMessage message) {
    if (held.size() < MAX_HELD) {
      held.add(message);
    } else {
      askAgain = true;
    }
  }

  private void deliverIfNext(RoomMessage message) {
    if (message.position().isRightAfter(last)) {
      deliver(message);
    }
  }

  private void deliver(RoomMessage message) {
    last = message.position();
    listener.onMessage(message);
  }

  private enum State {
    FOLLOWING,
    /** A question is open; what comes is held. */
    ASKING,
    /** Nobody could answer; what comes is held. */
    STUCK
  }
}
