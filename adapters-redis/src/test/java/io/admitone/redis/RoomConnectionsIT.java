package io.admitone.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.admitone.domain.room.HistoryOutcome;
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
import io.admitone.redis.rig.Direction;
import io.admitone.redis.rig.FaultProxy;
import io.admitone.redis.rig.RedisServer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** By which connections rooms go, and what that means for those who use them. */
final class RoomConnectionsIT {
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final RoomName ROOM = new RoomName("room");

  /** One for commands, one for revocations, one for channels. */
  private static final int ALL = 3;

  private final Instances instances = new Instances();
  private RedisServer server;
  private FaultProxy network;

  @BeforeEach
  void start() {
    server = RedisServer.start();
    network = FaultProxy.to(server.port());
  }

  @AfterEach
  void close() {
    instances.close();
    network.close();
    server.close();
  }

  @Test
  void areThereBeforeTheFirstListenerComes() {
    RoomBroker rooms = instances.connect(network.uri()).rooms();
    Await.until(LIMIT, "all", this::isConnected);
    int before = network.accepted();

    subscribe(rooms);

    assertThat(network.accepted()).isEqualTo(before);
  }

  @Test
  void areMadeAnewWithoutAnyListener() {
    RoomBroker rooms = instances.connect(network.uri()).rooms();
    Await.until(LIMIT, "all", this::isConnected);
    int before = network.accepted();

    server.cli("CLIENT", "KILL", "TYPE", "pubsub");

    Await.until(LIMIT, "another", () -> network.accepted() == before + 1);
    subscribe(rooms);
    assertThat(network.accepted()).isEqualTo(before + 1);
    assertThat(instances.events(LinkEvent.RoomsInterrupted.class)).isEmpty();
  }

  @Test
  void keepTheOrderOfPublicationsOnAServerThatKnowsNoScriptYet() {
    RoomBroker rooms = instances.connect(network.uri()).rooms();
    network.delay(Direction.TO_CLIENT, Duration.ofMillis(30));

    List<CompletionStage<PublishOutcome>> published = new ArrayList<>();
    for (int i = 0; i < 90; i++) {
      published.add(rooms.publish(ROOM, publication(i)));
      LockSupport.parkNanos(1_000_000);
    }
    published.forEach(Instances::join);

    HistoryOutcome.Read log =
        (HistoryOutcome.Read) Instances.join(rooms.history(ROOM, Optional.empty(), 100));
    assertThat(log.messages())
        .extracting(message -> Integer.parseInt(message.publication().id().value()))
        .hasSize(90)
        .isSorted();
  }

  private boolean isConnected() {
    return network.open() == ALL && !server.cli("CLIENT", "LIST", "TYPE", "pubsub").equals("");
  }

  private static Publication publication(int id) {
    return new Publication(
        new MessageId(String.valueOf(id)), Payload.of("1"), Optional.empty(), Instant.EPOCH);
  }

  private static void subscribe(RoomBroker rooms) {
    assertThat(Instances.join(rooms.subscribe(ROOM, new Deaf()).outcome()))
        .isInstanceOf(SubscribeOutcome.Subscribed.class);
  }

  private static final class Deaf implements RoomListener {
    @Override
    public void onMessage(RoomMessage message) {
      // Nobody speaks here.
    }

    @Override
    public void onResync(Position from) {
      // Nothing is lost here.
    }
  }
}
