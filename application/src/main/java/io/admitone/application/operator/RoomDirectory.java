package io.admitone.application.operator;

import io.admitone.domain.identity.Identity;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The rooms that sockets of this process are in, as an operator sees them. Thread-safe. */
public interface RoomDirectory {
  /** Where there are no rooms. */
  RoomDirectory EMPTY =
      new RoomDirectory() {
        @Override
        public int count() {
          return 0;
        }

        @Override
        public List<RoomSummary> rooms() {
          return List.of();
        }

        @Override
        public CompletionStage<BroadcastResult> tell(
            String room, String data, Identity operator, String traceId) {
          return CompletableFuture.completedFuture(new BroadcastResult.NoSuchRoom());
        }
      };

  /** How many there are. */
  int count();

  /** All of them, in any order. */
  List<RoomSummary> rooms();

  /**
   * Publishes to a room in an operator's name.
   *
   * @param data the text of a JSON value
   * @return a stage that completes normally and within the bound of a call to the store
   */
  CompletionStage<BroadcastResult> tell(
      String room, String data, Identity operator, String traceId);

  /**
   * One room.
   *
   * @param subscribers sockets of this process that are in it
   */
  record RoomSummary(String room, int subscribers) {}
}
