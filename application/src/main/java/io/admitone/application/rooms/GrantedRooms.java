package io.admitone.application.rooms;

import io.admitone.domain.identity.Identity;
import io.admitone.domain.room.RoomName;
import io.admitone.domain.room.RoomPattern;
import java.util.function.Predicate;

/**
 * The rights that the name of a room and the visitor's token give.
 *
 * <ul>
 *   <li>{@code public.*}: everybody hears, also without a ticket.
 *   <li>{@code user.<userId>}: that user hears, and nobody else, whatever their token lists.
 *   <li>In both of them an admin publishes, and over HTTP also a system whose token lists the room
 *       with {@code :rw}; no page may speak to everybody, or to somebody as if it were the service.
 *   <li>Any other room: whoever's token lists it, as {@code orders.*} to hear or as {@code
 *       orders.*:rw} to publish too.
 * </ul>
 */
public final class GrantedRooms implements RoomRights {
  private static final String PUBLIC = "public.";
  private static final String USER = "user.";
  private static final String PUBLISH = ":rw";

  @Override
  public boolean mayHear(Visitor visitor, RoomName room) {
    if (room.value().startsWith(PUBLIC)) {
      return true;
    }
    return visitor.identity().filter(identity -> mayHear(identity, room)).isPresent();
  }

  private static boolean mayHear(Identity identity, RoomName room) {
    return room.value().startsWith(USER)
        ? room.value().equals(USER + identity.user().value())
        : lists(identity, room, any -> true);
  }

  @Override
  public boolean mayPublish(Visitor visitor, RoomName room) {
    return visitor
        .identity()
        .filter(
            identity ->
                isReserved(room)
                    ? identity.isAdmin()
                        || visitor.door() == Door.HTTP && listsForPublishing(identity, room)
                    : listsForPublishing(identity, room))
        .isPresent();
  }

  private static boolean isReserved(RoomName room) {
    return room.value().startsWith(PUBLIC) || room.value().startsWith(USER);
  }

  private static boolean listsForPublishing(Identity identity, RoomName room) {
    return lists(identity, room, pattern -> pattern.endsWith(PUBLISH));
  }

  private static boolean lists(Identity identity, RoomName room, Predicate<String> kind) {
    return identity.rooms().stream()
        .filter(kind)
        .map(GrantedRooms::withoutRight)
        .flatMap(pattern -> RoomPattern.parse(pattern).stream())
        .anyMatch(pattern -> pattern.matches(room));
  }

  private static String withoutRight(String pattern) {
    return pattern.endsWith(PUBLISH)
        ? pattern.substring(0, pattern.length() - PUBLISH.length())
        : pattern;
  }
}
