package io.admitone.application.rooms;

import io.admitone.domain.room.Payload;
import java.time.Duration;

/**
 * The bounds of what a connection may ask of rooms.
 *
 * @param maxRooms rooms that one connection may be in
 * @param maxPayloadBytes of the data of one message
 * @param maxCatchUpBytes of the missed messages that are sent at once; with more than that a
 *     subscriber is told to load anew, since its send queue would not hold them, and who polls is
 *     told a part of them
 * @param storeDeadline how long anybody waits for the store
 * @param linger how long a room is heard at the broker after its last subscriber here has left, so
 *     that whoever comes back soon need not be subscribed for anew; zero for not at all
 */
public record RoomPolicy(
    int maxRooms,
    int maxPayloadBytes,
    int maxCatchUpBytes,
    Duration storeDeadline,
    Duration linger) {
  /** 100 rooms, 64 KiB a message, 512 KiB to catch up, 1 s for the store, 10 s after the last. */
  public static final RoomPolicy DEFAULT =
      new RoomPolicy(
          100, Payload.MAX_BYTES, 512 * 1024, Duration.ofSeconds(1), Duration.ofSeconds(10));

  /**
   * @throws IllegalArgumentException if a bound is not positive, or a payload could be larger than
   *     brokers have to take
   */
  public RoomPolicy {
    if (maxRooms < 1 || maxPayloadBytes < 1 || maxCatchUpBytes < 1) {
      throw new IllegalArgumentException("the bounds of rooms are positive");
    }
    if (maxPayloadBytes > Payload.MAX_BYTES) {
      throw new IllegalArgumentException("a payload has at most " + Payload.MAX_BYTES + " bytes");
    }
    if (storeDeadline.isZero() || storeDeadline.isNegative()) {
      throw new IllegalArgumentException("the deadline of the store is positive");
    }
    if (linger.isNegative()) {
      throw new IllegalArgumentException("a room lingers for no negative time");
    }
  }
}
