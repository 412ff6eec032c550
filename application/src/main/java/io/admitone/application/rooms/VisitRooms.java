package io.admitone.application.rooms;

import io.admitone.domain.room.Member;
import io.admitone.domain.room.RoomBroker;
import java.util.Objects;

/**
 * Lets connections into rooms.
 *
 * @param index where those who hear are kept
 * @param rights who decides what a visitor may
 */
public record VisitRooms(
    RoomIndex index,
    RoomBroker broker,
    PublishMessage publish,
    RoomRights rights,
    RoomPolicy policy) {
  /** None may be null. */
  public VisitRooms {
    Objects.requireNonNull(index);
    Objects.requireNonNull(broker);
    Objects.requireNonNull(publish);
    Objects.requireNonNull(rights);
    Objects.requireNonNull(policy);
  }

  /**
   * A connection begins its stay, in no room yet. It has to be {@linkplain RoomVisit#end ended}.
   *
   * @param member as what the connection is present in the rooms that it hears
   * @param subscriber who is told what happens in them
   */
  public RoomVisit begin(Visitor visitor, Member member, RoomSubscriber subscriber) {
    return new RoomVisit(this, visitor, member, subscriber);
  }
}
