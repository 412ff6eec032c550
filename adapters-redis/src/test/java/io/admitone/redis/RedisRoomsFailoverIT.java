package io.admitone.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.admitone.domain.room.MessageId;
import io.admitone.domain.room.Payload;
import io.admitone.domain.room.Position;
import io.admitone.domain.room.Publication;
import io.admitone.domain.room.PublishOutcome;
import io.admitone.domain.room.RoomListener;
import io.admitone.domain.room.RoomMessage;
import io.admitone.domain.room.RoomName;
import io.admitone.domain.room.SubscribeOutcome;
import io.admitone.redis.rig.Await;
import io.admitone.redis.rig.RedisClusterServers;
import io.admitone.redis.rig.RedisSentinels;
import io.admitone.redis.rig.RedisServer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who listens to rooms when a master dies. */
final class RedisRoomsFailoverIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Duration SOON = Duration.ofSeconds(1);

  private final Instances instances = new Instances();

  @AfterEach
  void close() {
    instances.close();
  }

  @Test
  void hearsOnFromTheMasterThatSentinelNamesAfterAResync() {
    try (RedisSentinels sentinels = RedisSentinels.start()) {
      Redis redis = instances.connect(sentinels.uri());
      Heard heard = listen(redis, new RoomName("room"));
      publishUntilHeard(redis, heard);

      sentinels.failOver();
      publishUntilHeard(redis, heard);

      assertThat(heard.resyncs).hasSize(1);
      assertThat(heard.messages)
          .extracting(message -> message.position().epoch())
          .contains(heard.resyncs.get(0).epoch());
    }
  }

  @Test
  void losesNothingOfTheRoomsWhoseMasterLives() {
    try (RedisClusterServers cluster = RedisClusterServers.start()) {
      Redis redis = instances.connect(String.join(",", cluster.uris()));
      List<Heard> all =
          IntStream.range(0, 12).mapToObj(i -> listen(redis, new RoomName("room." + i))).toList();
      all.forEach(heard -> publishUntilHeard(redis, heard));
      RedisServer dying = cluster.primaryOf(RedisKeys.room(all.get(0).room));
      Map<RoomName, RedisServer> homes =
          all.stream()
              .map(heard -> heard.room)
              .collect(
                  Collectors.toMap(room -> room, room -> cluster.primaryOf(RedisKeys.room(room))));

      cluster.failOver(dying);
      all.forEach(heard -> publishUntilHeard(redis, heard));

      for (Heard heard : all) {
        assertThat(heard.resyncs)
            .as("in %s", heard.room)
            .hasSize(homes.get(heard.room) == dying ? 1 : 0);
      }
      assertThat(all).anyMatch(heard -> heard.resyncs.isEmpty());
    }
  }

  private static Heard listen(Redis redis, RoomName room) {
    Heard heard = new Heard(room);
    assertThat(Instances.join(redis.rooms().subscribe(room, heard).outcome()))
        .isInstanceOf(SubscribeOutcome.Subscribed.class);
    return heard;
  }

  /** One message after the other until one is heard: a resync may stand for the first of them. */
  private static void publishUntilHeard(Redis redis, Heard heard) {
    int before = heard.messages.size();
    Await.until(
        LIMIT,
        "heard in " + heard.room,
        () -> isPublished(redis, heard.room) && isSoon(() -> heard.messages.size() > before));
  }

  private static boolean isPublished(Redis redis, RoomName room) {
    Publication publication =
        new Publication(MessageId.random(), Payload.of("1"), Optional.empty(), Instant.EPOCH);
    return Instances.join(redis.rooms().publish(room, publication))
        instanceof PublishOutcome.Published;
  }

  private static boolean isSoon(BooleanSupplier condition) {
    try {
      Await.until(SOON, "soon", condition);
      return true;
    } catch (IllegalStateException notYet) {
      return false;
    }
  }

  private static final class Heard implements RoomListener {
    private final RoomName room;
    private final List<RoomMessage> messages = new CopyOnWriteArrayList<>();
    private final List<Position> resyncs = new CopyOnWriteArrayList<>();

    private Heard(RoomName room) {
      this.room = room;
    }

    @Override
    public void onMessage(RoomMessage message) {
      messages.add(message);
    }

    @Override
    public void onResync(Position from) {
      resyncs.add(from);
    }
  }
}
