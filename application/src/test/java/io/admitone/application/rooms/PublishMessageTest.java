package io.admitone.application.rooms;

import static org.assertj.core.api.Assertions.assertThat;

import io.admitone.application.FixedReadiness;
import io.admitone.application.People;
import io.admitone.application.RecordedTelemetry;
import io.admitone.application.Soon;
import io.admitone.application.telemetry.TelemetryEvent.RoomMessagePublished;
import io.admitone.domain.identity.Identity;
import io.admitone.domain.readiness.StoreState;
import io.admitone.domain.room.MessageId;
import io.admitone.domain.room.Payload;
import io.admitone.domain.room.Position;
import io.admitone.domain.room.Publication;
import io.admitone.domain.room.PublishOutcome;
import io.admitone.domain.room.RoomBroker;
import io.admitone.domain.room.RoomName;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

final class PublishMessageTest {
  private static final RoomName ROOM = new RoomName("chat.1");
  private static final Identity ADA =
      new Identity(
          People.ADA.user(), People.ADA.session(), Set.of(), List.of("chat.*:rw", "news.*"));
  private static final Visitor VISITOR = new Visitor(Optional.of(ADA), Door.SOCKET);
  private static final MessageId ID = new MessageId("m-1");
  private static final byte[] JSON = {'1'};

  private final ModelBroker broker = new ModelBroker(100);
  private final FixedReadiness readiness = new FixedReadiness();
  private final RecordedTelemetry telemetry = new RecordedTelemetry();
  private final PublishMessage publish = with(broker);

  private PublishMessage with(RoomBroker used) {
    return new PublishMessage(
        used,
        readiness,
        new GrantedRooms(),
        new RoomPolicy(2, 10, 100, Duration.ofMillis(50), Duration.ZERO),
        () -> People.NOON,
        telemetry);
  }

  @Test
  void acknowledgesWhatIsStored() {
    PublishResult result = Soon.get(publish.publish(VISITOR, "chat.1", JSON, Optional.of(ID)));

    Position top = broker.log(ROOM).top;
    assertThat(result).isEqualTo(new PublishResult.Acknowledged(ROOM, top, ID));
    assertThat(top.offset()).isEqualTo(1);
    assertThat(broker.log(ROOM).messages.get(0).publication())
        .isEqualTo(new Publication(ID, Payload.of("1"), Optional.of(ADA.user()), People.NOON));
    assertThat(telemetry.only(RoomMessagePublished.class)).isNotNull();
  }

  @Test
  void acknowledgesARepeatedIdWithThePositionOfTheFirst() {
    Position first = new Position(broker.log(ROOM).top.epoch(), 7);
    broker.nextPublish = new PublishOutcome.Duplicate(first);

    PublishResult result = Soon.get(publish.publish(VISITOR, "chat.1", JSON, Optional.of(ID)));

    assertThat(result).isEqualTo(new PublishResult.Acknowledged(ROOM, first, ID));
    assertThat(telemetry.events).isEmpty();
  }

  @Test
  void makesAnIdWhereThereIsNone() {
    Soon.get(publish.publish(VISITOR, "chat.1", JSON, Optional.empty()));
    Soon.get(publish.publish(VISITOR, "chat.1", JSON, Optional.empty()));

    assertThat(broker.log(ROOM).messages)
        .extracting(message -> message.publication().id())
        .doesNotHaveDuplicates();
  }

  @Test
  void refusesWithoutAskingTheStore() {
    assertRefused(RoomRefusal.INVALID_ROOM, "no room", JSON);
    assertRefused(RoomRefusal.ROOM_FORBIDDEN, "news.1", JSON);
    assertRefused(RoomRefusal.PAYLOAD_TOO_LARGE, "chat.1", new byte[11]);
    readiness.state = StoreState.DISCONNECTED;
    assertRefused(RoomRefusal.STORE_UNAVAILABLE, "chat.1", JSON);

    assertThat(broker.log(ROOM).messages).isEmpty();
  }

  private void assertRefused(RoomRefusal why, String room, byte[] json) {
    PublishResult result = Soon.now(publish.publish(VISITOR, room, json, Optional.of(ID)));

    assertThat(result).isEqualTo(new PublishResult.Refused(why));
  }

  @Test
  void takesAsManyBytesAsThePolicyAllows() {
    byte[] most = "1234567890".getBytes(StandardCharsets.US_ASCII);

    assertThat(Soon.get(publish.publish(VISITOR, "chat.1", most, Optional.of(ID))))
        .isInstanceOf(PublishResult.Acknowledged.class);
  }

  @Test
  void acknowledgesNothingThatWasPerhapsNotStored() {
    for (PublishOutcome outcome :
        List.of(new PublishOutcome.Unavailable("x"), new PublishOutcome.Indeterminate("x"))) {
      broker.nextPublish = outcome;
      assertThat(Soon.get(publish.publish(VISITOR, "chat.1", JSON, Optional.of(ID))))
          .isEqualTo(new PublishResult.Refused(RoomRefusal.STORE_UNAVAILABLE));
    }
    assertThat(telemetry.events).isEmpty();
  }

  @Test
  void waitsForNoBrokerThatThrowsOrHangs() {
    PublishMessage throwing = with(brokerThat(new IllegalStateException("on purpose")));
    PublishMessage hanging = with(brokerThat(null));

    for (PublishMessage each : List.of(throwing, hanging)) {
      assertThat(Soon.get(each.publish(VISITOR, "chat.1", JSON, Optional.of(ID))))
          .isEqualTo(new PublishResult.Refused(RoomRefusal.STORE_UNAVAILABLE));
    }
  }

  /** A broker that keeps no rule. */
  private static RoomBroker brokerThat(RuntimeException thrown) {
    return (RoomBroker)
        Proxy.newProxyInstance(
            RoomBroker.class.getClassLoader(),
            new Class<?>[] {RoomBroker.class},
            (proxy, method, arguments) -> {
              if (thrown != null) {
                throw thrown;
              }
              return new CompletableFuture<>();
            });
  }
}
