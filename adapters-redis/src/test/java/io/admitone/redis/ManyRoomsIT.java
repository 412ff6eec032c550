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
import io.admitone.redis.rig.RedisServer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Many rooms with one listener each, on one process, and what a loss of all its connections costs.
 *
 * <p>3,000 rooms, or as many as {@code admitone.rooms.many} says; the figures are printed.
 */
@Tag("long")
final class ManyRoomsIT {
  private static final int ROOMS = Integer.getInteger("admitone.rooms.many", 3_000);
  private static final Duration LIMIT = Duration.ofMinutes(1);

  /** Subscriptions that are asked for at one time. */
  private static final int AT_ONCE = 500;

  private final Instances instances = new Instances();
  private final AtomicInteger messages = new AtomicInteger();
  private final AtomicInteger resyncs = new AtomicInteger();
  private RedisServer server;

  @BeforeEach
  void start() {
    server = RedisServer.start();
  }

  @AfterEach
  void close() {
    instances.close();
    server.close();
  }

  @Test
  void hearsManyRoomsAgainAfterALossOfAllConnections() {
    Redis here = instances.connect(server.uri());
    Redis there = instances.connect(server.uri());
    long heapBefore = usedHeap();
    long redisBefore = Long.parseLong(server.info("used_memory"));

    long begun = System.nanoTime();
    subscribeAll(here);
    Duration subscribed = since(begun);
    long heap = usedHeap() - heapBefore;
    long redis = Long.parseLong(server.info("used_memory")) - redisBefore;

    publishToAll(there, "1");
    Await.until(LIMIT, "heard by all", () -> messages.get() == ROOMS);

    server.cli("CLIENT", "KILL", "TYPE", "pubsub");
    publishToAll(there, "2");
    // Sooner than the round comes to each room: what was told to nobody is read at once.
    Await.until(LIMIT, "heard by all from history", () -> messages.get() == 2 * ROOMS);

    begun = System.nanoTime();
    server.cli("CLIENT", "KILL", "TYPE", "pubsub");
    server.cli("CLIENT", "KILL", "TYPE", "normal");
    Instances.awaitLoss(here);
    Instances.awaitLoss(there);
    Await.until(LIMIT, "subscribed again", () -> server.info("pubsub_channels").equals(channels()));
    Duration again = since(begun);
    Instances.awaitReadyUnderTraffic(there);
    publishToAll(there, "3");
    Await.until(LIMIT, "heard by all again", () -> messages.get() == 3 * ROOMS);
    Duration heard = since(begun);

    assertThat(resyncs).hasValue(0);
    System.out.printf(
        "%,d rooms: subscribed in %d ms; %d bytes of heap and %d of Redis a room;"
            + " from the loss of all connections %d ms to all subscribed again, %d ms to a new"
            + " message published and heard in each%n",
        ROOMS,
        subscribed.toMillis(),
        heap / ROOMS,
        redis / ROOMS,
        again.toMillis(),
        heard.toMillis());
  }

  /** One for each room, and those by which two processes try their connections. */
  private static String channels() {
    return String.valueOf(ROOMS + 2);
  }

  private void subscribeAll(Redis redis) {
    RoomListener counting = new Counting();
    inBatches(
        number ->
            redis
                .rooms()
                .subscribe(room(number), counting)
                .outcome()
                .thenApply(SubscribeOutcome.Subscribed.class::isInstance));
  }

  private static void publishToAll(Redis redis, String id) {
    inBatches(
        number ->
            redis
                .rooms()
                .publish(room(number), publication(id))
                .thenApply(
                    outcome ->
                        outcome instanceof PublishOutcome.Published
                            || outcome instanceof PublishOutcome.Duplicate));
  }

  /** Does something for each room, again where it did not succeed. */
  private static void inBatches(IntFunction<CompletionStage<Boolean>> what) {
    Deque<Integer> left = new ArrayDeque<>();
    IntStream.range(0, ROOMS).forEach(left::add);
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (!left.isEmpty()) {
      Map<Integer, CompletionStage<Boolean>> some = new LinkedHashMap<>();
      while (some.size() < AT_ONCE && !left.isEmpty()) {
        int number = left.remove();
        some.put(number, what.apply(number));
      }
      some.forEach(
          (number, stage) -> {
            if (!Instances.join(stage)) {
              left.add(number);
            }
          });
      assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
    }
  }

  private static RoomName room(int number) {
    return new RoomName("many." + number);
  }

  private static Publication publication(String id) {
    return new Publication(
        new MessageId(id), Payload.of("{\"n\":1}"), Optional.empty(), Instant.EPOCH);
  }

  private static Duration since(long begun) {
    return Duration.ofNanos(System.nanoTime() - begun);
  }

  private static long usedHeap() {
    Runtime runtime = Runtime.getRuntime();
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return runtime.totalMemory() - runtime.freeMemory();
  }

  private final class Counting implements RoomListener {
    @Override
    public void onMessage(RoomMessage message) {
      messages.incrementAndGet();
    }

    @Override
    public void onResync(Position from) {
      resyncs.incrementAndGet();
    }
  }
}
