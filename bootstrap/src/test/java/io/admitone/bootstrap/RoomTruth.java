package io.admitone.bootstrap;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * What lies where in the rooms, as everybody says who was told of it, and whatever must not have
 * been told. Thread-safe.
 */
final class RoomTruth {
  private final Map<Place, String> log = new ConcurrentHashMap<>();
  private final Queue<String> wrong = new ConcurrentLinkedQueue<>();

  /** A position in a room. */
  record Place(String room, String epoch, long offset) {
    boolean isRightAfter(Place other) {
      return isInEpochOf(other) && offset == other.offset + 1;
    }

    boolean isInEpochOf(Place other) {
      return room.equals(other.room) && epoch.equals(other.epoch);
    }
  }

  /** Somebody was told that this message is there; no other one may ever have been. */
  void says(Place place, String messageId) {
    String other = log.putIfAbsent(place, messageId);
    if (other != null && !other.equals(messageId)) {
      wrong.add("at " + place + " are " + other + " and " + messageId);
    }
  }

  void isWrong(String what) {
    wrong.add(what);
  }

  Optional<String> at(Place place) {
    return Optional.ofNullable(log.get(place));
  }

  /** All that is wrong; within an epoch of a room each message is in one place. */
  List<String> wrong() {
    Set<List<String>> seen = new HashSet<>();
    log.forEach(
        (place, id) -> {
          if (!seen.add(List.of(place.room, place.epoch, id))) {
            wrong.add(id + " is twice in " + place);
          }
        });
    return List.copyOf(wrong);
  }
}
