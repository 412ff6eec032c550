package io.admitone.redis;

import io.admitone.domain.room.RoomMessage;
import io.admitone.domain.room.RoomName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A room that somebody here listens to, or did until a moment ago, and what the server has been
 * asked about its channel. One question is open at a time: so an answer is never taken for that to
 * an earlier one.
 *
 * <p>Belongs to the loop of the rooms; the name may be read by all.
 */
final class RoomChannel {
  private final RoomName room;
  private final String name;
  private final List<Listening> listenings = new ArrayList<>(1);
  private State state = State.OFF;
  private Optional<Lane> lane = Optional.empty();

  /**
   * @param name of the room's channel
   */
  RoomChannel(RoomName room, String name) {
    this.room = room;
    this.name = name;
  }

  private enum State {
    OFF,
    SUBSCRIBING,
    ON,
    UNSUBSCRIBING
  }

  RoomName room() {
    return room;
  }

  /** The channel's name. */
  String name() {
    return name;
  }

  /** The connection by which it is, or is to be, heard. */
  Optional<Lane> lane() {
    return lane;
  }

  boolean isWanted() {
    return !listenings.isEmpty();
  }

  boolean isOn() {
    return state == State.ON;
  }

  /** Nobody wants it and the server does not send it. */
  boolean isOver() {
    return state == State.OFF && !isWanted();
  }

  void add(Listening listening) {
    listenings.add(listening);
    if (isOn()) {
      listening.ready();
    }
  }

  void remove(Listening listening) {
    listenings.remove(listening);
  }

  /** It is to be heard by this connection. */
  void placeOn(Lane chosen) {
    lane = Optional.of(chosen);
  }

  /** Whether the server is to be asked to send it; the answer is awaited from then on. */
  boolean begin() {
    boolean begins = state == State.OFF && isWanted();
    state = begins ? State.SUBSCRIBING : state;
    return begins;
  }

  /** Whether the server is to be asked to send it no longer; the answer is awaited from then on. */
  boolean end() {
    boolean ends = state == State.ON && !isWanted();
    state = ends ? State.UNSUBSCRIBING : state;
    return ends;
  }

  /** The server sends it: what was published before is in history. */
  void on() {
    state = State.ON;
    List.copyOf(listenings).forEach(Listening::ready);
  }

  /** The server does not send it, or nobody knows whether it does. */
  void off() {
    state = State.OFF;
    lane = Optional.empty();
  }

  /** Lets all look into history. */
  void doubt() {
    if (isOn()) {
      List.copyOf(listenings).forEach(Listening::ready);
    }
  }

  /** Nobody here will hear anything any more. */
  void close() {
    List.copyOf(listenings).forEach(Listening::close);
  }

  void hear(RoomMessage message) {
    // A listener may leave while it is told; the copy is of one element, as a rule.
    for (Listening listening : listenings.toArray(Listening[]::new)) {
      listening.hear(message);
    }
  }

  /** Looks whether all is still well, and keeps the room's epoch alive by that. */
  void check() {
    if (isOn() && isWanted()) {
      listenings.get(0).check();
    }
  }
}
