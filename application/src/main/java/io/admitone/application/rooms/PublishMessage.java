package io.admitone.application.rooms;

import io.admitone.application.telemetry.Telemetry;
import io.admitone.application.telemetry.TelemetryEvent.RoomMessagePublished;
import io.admitone.application.time.Deadline;
import io.admitone.domain.identity.Identity;
import io.admitone.domain.readiness.ReadinessProbe;
import io.admitone.domain.room.MessageId;
import io.admitone.domain.room.Payload;
import io.admitone.domain.room.Position;
import io.admitone.domain.room.Publication;
import io.admitone.domain.room.PublishOutcome;
import io.admitone.domain.room.RoomBroker;
import io.admitone.domain.room.RoomName;
import io.admitone.domain.time.Clock;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Says something in a room. Acknowledged is stored: what was not, or perhaps not, is refused as
 * {@link RoomRefusal#STORE_UNAVAILABLE} and may be published again under its id.
 *
 * <p>Thread-safe. The returned stage always completes normally and within the deadline; where the
 * store is asked, on the store's thread or a timer's.
 */
public final class PublishMessage {
  private final RoomBroker broker;
  private final ReadinessProbe readiness;
  private final RoomRights rights;
  private final RoomPolicy policy;
  private final Clock clock;
  private final Telemetry telemetry;

  /**
   * @param clock the time that all processes on the store agree on; it dates messages
   */
  public PublishMessage(
      RoomBroker broker,
      ReadinessProbe readiness,
      RoomRights rights,
      RoomPolicy policy,
      Clock clock,
      Telemetry telemetry) {
    this.broker = broker;
    this.readiness = readiness;
    this.rights = rights;
    this.policy = policy;
    this.clock = clock;
    this.telemetry = telemetry;
  }

  /**
   * Publishes in the visitor's name.
   *
   * @param room a name from outside
   * @param json the UTF-8 bytes of one JSON value; the caller has seen to that
   * @param id the visitor's own id of the message; one is made where there is none
   */
  public CompletionStage<PublishResult> publish(
      Visitor visitor, String room, byte[] json, Optional<MessageId> id) {
    Optional<RoomName> name = RoomName.parse(room);
    if (name.isEmpty()) {
      return refused(RoomRefusal.INVALID_ROOM);
    }
    if (!Rights.mayPublish(rights, visitor, name.get())) {
      return refused(RoomRefusal.ROOM_FORBIDDEN);
    }
    if (json.length > policy.maxPayloadBytes()) {
      return refused(RoomRefusal.PAYLOAD_TOO_LARGE);
    }
    if (!readiness.current().isReady()) {
      readiness.demand();
      return refused(RoomRefusal.STORE_UNAVAILABLE);
    }
    return publish(
        name.get(),
        new Publication(
            id.orElseGet(MessageId::random),
            Payload.of(json),
            visitor.identity().map(Identity::user),
            clock.now()));
  }

  private CompletionStage<PublishResult> publish(RoomName room, Publication publication) {
    return Deadline.<PublishOutcome>call(
            () -> broker.publish(room, publication),
            policy.storeDeadline(),
            PublishOutcome.Indeterminate::new)
        .exceptionally(failure -> new PublishOutcome.Indeterminate("the broker failed"))
        .thenApply(outcome -> resultOf(room, publication.id(), outcome));
  }

  private PublishResult resultOf(RoomName room, MessageId id, PublishOutcome outcome) {
    return outcome.fold(
        published -> {
          telemetry.record(new RoomMessagePublished());
          return acknowledged(room, published.position(), id);
        },
        duplicate -> acknowledged(room, duplicate.position(), id),
        unavailable -> new PublishResult.Refused(RoomRefusal.STORE_UNAVAILABLE),
        indeterminate -> new PublishResult.Refused(RoomRefusal.STORE_UNAVAILABLE));
  }

  private static PublishResult acknowledged(RoomName room, Position position, MessageId id) {
    return new PublishResult.Acknowledged(room, position, id);
  }

  private static CompletionStage<PublishResult> refused(RoomRefusal why) {
    return CompletableFuture.completedFuture(new PublishResult.Refused(why));
  }
}
