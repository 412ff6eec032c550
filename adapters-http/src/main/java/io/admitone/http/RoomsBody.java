package io.admitone.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.admitone.application.operator.RoomDirectory.RoomSummary;
import io.micronaut.serde.annotation.Serdeable;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A page of rooms in the order of their names.
 *
 * @param total of all pages
 * @param next what {@code after} has to be for the following page; absent on the last one
 */
@Serdeable
// By default an empty list would be left out.
@JsonInclude(JsonInclude.Include.NON_ABSENT)
record RoomsBody(List<Room> rooms, int total, Optional<String> next, String traceId) {

  static RoomsBody of(List<RoomSummary> all, PageRequest page, String traceId) {
    List<Room> found =
        all.stream()
            .filter(room -> page.after().map(mark -> room.room().compareTo(mark) > 0).orElse(true))
            .sorted(Comparator.comparing(RoomSummary::room))
            .limit(page.limit() + 1L)
            .map(room -> new Room(room.room(), room.subscribers()))
            .toList();
    boolean more = found.size() > page.limit();
    List<Room> shown = more ? found.subList(0, page.limit()) : found;
    return new RoomsBody(
        shown,
        all.size(),
        more ? Optional.of(shown.get(shown.size() - 1).room()) : Optional.empty(),
        traceId);
  }

  /**
   * @param subscribers sockets of this process
   */
  @Serdeable
  record Room(String room, int subscribers) {}
}
