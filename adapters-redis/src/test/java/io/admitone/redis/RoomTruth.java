package io.admitone.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.admitone.domain.room.MessageId;
import io.admitone.domain.room.Position;
import io.admitone.domain.room.Publication;
import io.admitone.domain.room.RoomMessage;
import io.admitone.domain.room.RoomName;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What was acknowledged and what was told, held against each other. */
final class RoomTruth {
  /** What lies where, as somebody said who must know. */
  private final Map<Place, Publication> log = new HashMap<>();

  private record Place(RoomName room, Position position) {}

  private record Named(RoomName room, String epoch, MessageId id) {}

  /** Takes in messages; no two that are different may be in one place. */
  void add(Collection<RoomMessage> messages) {
    for (RoomMessage message : messages) {
      Publication other =
          log.putIfAbsent(new Place(message.room(), message.position()), message.publication());
      assertThat(other == null ? message.publication() : other)
          .as("at %s in %s", message.position(), message.room())
          .isEqualTo(message.publication());
    }
  }

  /** In one epoch an id is in one place, however often it was published. */
  void mustHaveEachIdOnce() {
    Set<Named> seen = new HashSet<>();
    log.forEach(
        (place, publication) ->
            assertThat(
                    seen.add(
                        new Named(place.room, place.position.epoch().value(), publication.id())))
                .as("%s once in %s", publication.id(), place)
                .isTrue());
  }

  /** Told without a gap and without a repeat, between one resync and the next. */
  static int mustBeWithoutAGap(RoomVisitor visitor) {
    Position here = visitor.start().orElseThrow();
    int resyncs = 0;
    for (Object one : visitor.told()) {
      if (one instanceof RoomMessage message) {
        assertThat(message.position().isRightAfter(here))
            .as("in %s, %s after %s", visitor.room(), message.position(), here)
            .isTrue();
        here = message.position();
      } else {
        here = (Position) one;
        resyncs++;
      }
    }
    return resyncs;
  }
}
