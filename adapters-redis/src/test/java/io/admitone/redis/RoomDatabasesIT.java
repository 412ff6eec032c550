package io.admitone.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.admitone.domain.room.MessageId;
import io.admitone.domain.room.Payload;
import io.admitone.domain.room.Position;
import io.admitone.domain.room.Publication;
import io.admitone.domain.room.PublishOutcome;
import io.admitone.domain.room.RoomBroker;
import io.admitone.domain.room.RoomListener;
import io.admitone.domain.room.RoomMessage;
import io.admitone.domain.room.RoomName;
import io.admitone.domain.room.SubscribeOutcome;
import io.admitone.redis.rig.Await;
import io.admitone.redis.rig.RedisServer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Two services that share a server and not a database: {@code SELECT} says nothing to channels. */
final class RoomDatabasesIT {
  private static final RoomName ROOM = new RoomName("room");

  @Test
  void hearNothingOfEachOther() {
    Instances instances = new Instances();
    try (RedisServer server = RedisServer.start()) {
      RoomBroker zero = instances.connect(server.uri()).rooms();
      RoomBroker one = instances.connect(server.uri() + "/1").rooms();
      Heard inZero = Heard.in(zero);
      Heard inOne = Heard.in(one);

      for (int i = 0; i < 3; i++) {
        publish(zero, "zero-" + i);
      }
      publish(one, "one");

      Await.until(Duration.ofSeconds(10), "heard", () -> inZero.ids.size() == 3);
      Await.until(Duration.ofSeconds(10), "heard", () -> inOne.ids.size() == 1);
      assertThat(inZero.ids).containsExactly("zero-0", "zero-1", "zero-2");
      assertThat(inOne.ids).containsExactly("one");
      assertThat((List<?>) server.cli("PUBSUB", "NUMSUB", channel(0), channel(1)))
          .asString()
          .isEqualTo("[" + channel(0) + ", 1, " + channel(1) + ", 1]");
    } finally {
      instances.close();
    }
  }

  private static String channel(int database) {
    return RedisKeys.roomChannel(ROOM, database);
  }

  private static void publish(RoomBroker broker, String id) {
    Publication publication =
        new Publication(new MessageId(id), Payload.of("1"), Optional.empty(), Instant.EPOCH);
    assertThat(Instances.join(broker.publish(ROOM, publication)))
        .isInstanceOf(PublishOutcome.Published.class);
  }

  private static final class Heard implements RoomListener {
    private final List<String> ids = new CopyOnWriteArrayList<>();

    static Heard in(RoomBroker broker) {
      Heard heard = new Heard();
      assertThat(Instances.join(broker.subscribe(ROOM, heard).outcome()))
          .isInstanceOf(SubscribeOutcome.Subscribed.class);
      return heard;
    }

    @Override
    public void onMessage(RoomMessage message) {
      ids.add(message.publication().id().value());
    }

    @Override
    public void onResync(Position from) {
      ids.add("resync");
    }
  }
}
