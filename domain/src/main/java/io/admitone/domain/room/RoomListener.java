package io.admitone.domain.room;

/**
 * Hears what happens in a room (rules 7 to 10 of {@link RoomBroker}). Called for one thing at a
 * time, on a thread of the broker's or of whoever publishes; must not block.
 */
public interface RoomListener {
  /** The message that comes right after the last one heard, or after the last resync. */
  void onMessage(RoomMessage message);

  /**
   * Messages may be missing that nobody can bring back. What is heard next comes right after {@code
   * from}.
   */
  void onResync(Position from);
}
