package io.admitone.application.operator;

import io.admitone.application.telemetry.Telemetry;
import io.admitone.application.telemetry.TelemetryEvent.OperatorBroadcast;
import io.admitone.domain.identity.Identity;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Lets an operator say one thing to a room, or to every socket of this process.
 *
 * <p>Thread-safe. The returned stage completes normally, and at once where all are told.
 */
public final class Broadcast {
  private final Broadcaster everybody;
  private final RoomDirectory rooms;
  private final Telemetry telemetry;

  public Broadcast(Broadcaster everybody, RoomDirectory rooms, Telemetry telemetry) {
    this.everybody = everybody;
    this.rooms = rooms;
    this.telemetry = telemetry;
  }

  /**
   * Says it.
   *
   * @param room whom; empty for every socket of this process
   * @param data the text of a JSON value
   * @param operator who asks
   * @param traceId of the request
   */
  public CompletionStage<BroadcastResult> send(
      Optional<String> room, String data, Identity operator, String traceId) {
    return room.map(name -> rooms.tell(name, data, operator, traceId))
        .orElseGet(() -> tellAll(data))
        .thenApply(result -> reported(result, operator, traceId));
  }

  private CompletionStage<BroadcastResult> tellAll(String data) {
    return CompletableFuture.completedFuture(new BroadcastResult.Begun(everybody.tellAll(data)));
  }

  private BroadcastResult reported(BroadcastResult result, Identity operator, String traceId) {
    if (result instanceof BroadcastResult.Begun begun) {
      telemetry.record(new OperatorBroadcast(begun.sockets(), operator.session(), traceId));
    }
    return result;
  }
}
