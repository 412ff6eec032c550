package io.admitone.application.rooms;

import io.admitone.application.operator.BroadcastResult;
import io.admitone.application.operator.RoomDirectory;
import io.admitone.domain.identity.Identity;
import io.admitone.domain.room.RoomName;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The rooms that somebody on this node hears, for operators. What they say in a room is heard on
 * every node.
 *
 * <p>Thread-safe.
 */
public final class OperatedRooms implements RoomDirectory {
  /** Those of an operator. */
  public static final RoomRights ALL_RIGHTS =
      new RoomRights() {
        @Override
        public boolean mayHear(Visitor visitor, RoomName room) {
          return true;
        }

        @Override
        public boolean mayPublish(Visitor visitor, RoomName room) {
          return true;
        }
      };

  private final RoomIndex index;
  private final PublishMessage publish;

  /**
   * @param publish with the rights of an operator
   */
  public OperatedRooms(RoomIndex index, PublishMessage publish) {
    this.index = Objects.requireNonNull(index);
    this.publish = Objects.requireNonNull(publish);
  }

  @Override
  public int count() {
    return index.count();
  }

  @Override
  public List<RoomSummary> rooms() {
    return index
        .rooms()
        .map(room -> new RoomSummary(room.name().value(), room.subscribers()))
        .toList();
  }

  @Override
  public CompletionStage<BroadcastResult> tell(
      String room, String data, Identity operator, String traceId) {
    return publish
        .publish(
            new Visitor(Optional.of(operator), Door.HTTP),
            room,
            data.getBytes(StandardCharsets.UTF_8),
            Optional.empty())
        .thenApply(
            result ->
                result.fold(
                    said -> new BroadcastResult.Begun(index.subscribersOf(said.room())),
                    refused -> resultOf(refused.why())));
  }

  private static BroadcastResult resultOf(RoomRefusal why) {
    return why == RoomRefusal.STORE_UNAVAILABLE
        ? new BroadcastResult.Unavailable(why.explanation())
        : new BroadcastResult.NoSuchRoom();
  }
}
