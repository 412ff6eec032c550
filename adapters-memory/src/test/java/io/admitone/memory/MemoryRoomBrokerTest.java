package io.admitone.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.admitone.domain.identity.ClientId;
import io.admitone.domain.room.HistoryOutcome;
import io.admitone.domain.room.Member;
import io.admitone.domain.room.MessageId;
import io.admitone.domain.room.Payload;
import io.admitone.domain.room.Position;
import io.admitone.domain.room.Publication;
import io.admitone.domain.room.PublishOutcome;
import io.admitone.domain.room.RetentionRules;
import io.admitone.domain.room.RoomBroker;
import io.admitone.domain.room.RoomListener;
import io.admitone.domain.room.RoomMessage;
import io.admitone.domain.room.RoomName;
import io.admitone.domain.room.RoomSubscription;
import io.admitone.domain.room.SubscribeOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class MemoryRoomBrokerTest {
  private static final RoomName ROOM = new RoomName("a");

  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000);
  private final List<RuntimeException> thrown = new CopyOnWriteArrayList<>();
  private final MemoryRoomBroker broker = with(10, 100);

  private MemoryRoomBroker with(int maxRooms, long maxBytes) {
    return new MemoryRoomBroker(
        new MemoryRoomBroker.Limits(RetentionRules.DEFAULT, maxRooms, maxBytes),
        thrown::add,
        nanos::get);
  }

  @AfterEach
  void close() {
    broker.close();
  }

  @Test
  void takesNoMoreRoomsThanItHasPlacesFor() {
    IntStream.range(0, 10).forEach(i -> publish("room-" + i, "1"));

    assertThat(publish("one-more", "1"))
        .isEqualTo(new PublishOutcome.Unavailable("all 10 places for rooms are taken"));
    assertThat(publish("room-1", "1")).isInstanceOf(PublishOutcome.Published.class);
    RoomSubscription subscription = broker.subscribe(new RoomName("one-more"), new Told());
    assertThat(now(subscription.outcome())).isInstanceOf(SubscribeOutcome.Unavailable.class);
    subscription.cancel();
    assertThat(now(broker.history(new RoomName("one-more"), Optional.empty(), 1)))
        .isInstanceOf(HistoryOutcome.Unavailable.class);
  }

  @Test
  void givesThePlaceOfARoomThatIsOverToAnother() {
    IntStream.range(0, 10).forEach(i -> publish("room-" + i, "1"));

    nanos.addAndGet(RoomBroker.EPOCH_KEPT.toNanos());
    broker.sweep();

    assertThat(broker.rooms()).isZero();
    assertThat(publish("one-more", "1")).isInstanceOf(PublishOutcome.Published.class);
  }

  @Test
  void keepsNoMoreBytesThanItHasPlaceFor() {
    assertThat(publish("a", "x".repeat(60))).isInstanceOf(PublishOutcome.Published.class);
    assertThat(publish("a", "x".repeat(60))).isInstanceOf(PublishOutcome.Unavailable.class);
    assertThat(publish("a", "x".repeat(40))).isInstanceOf(PublishOutcome.Published.class);

    nanos.addAndGet(Duration.ofMinutes(5).toNanos());
    broker.sweep();

    assertThat(publish("a", "x".repeat(100))).isInstanceOf(PublishOutcome.Published.class);
  }

  @Test
  void storesNothingOfWhatItHasNoPlaceFor() {
    Told told = new Told();
    broker.subscribe(ROOM, told);
    publish("a", "x".repeat(101));
    publish("a", "y");

    HistoryOutcome.Read read =
        (HistoryOutcome.Read) now(broker.history(ROOM, Optional.empty(), 10));
    assertThat(read.messages()).extracting(m -> m.publication().data().text()).containsExactly("y");
    assertThat(told.messages).extracting(m -> m.position().offset()).containsExactly(1L);
  }

  @Test
  void keepsARoomThatSomebodyHearsOrIsIn() {
    RoomSubscription subscription = broker.subscribe(new RoomName("heard"), new Told());
    Member member = new Member("c", Optional.empty(), new ClientId("t"));
    broker.join(new RoomName("joined"), member);
    publish("left", "1");

    nanos.addAndGet(Duration.ofHours(1).toNanos());
    broker.sweep();
    assertThat(broker.rooms()).isEqualTo(2);

    subscription.cancel();
    broker.leave(new RoomName("joined"), member);
    nanos.addAndGet(RoomBroker.EPOCH_KEPT.toNanos() - 1);
    broker.sweep();
    assertThat(broker.rooms()).isEqualTo(2);
    nanos.addAndGet(1);
    broker.sweep();
    assertThat(broker.rooms()).isZero();
  }

  @Test
  void tellsWhatAListenerThrew() {
    broker.subscribe(
        ROOM,
        new Told() {
          @Override
          public void onMessage(RoomMessage message) {
            if (message.position().offset() == 1) {
              throw new IllegalStateException("on purpose");
            }
            throw new AssertionError("on purpose");
          }
        });

    publish("a", "1");
    publish("a", "2");

    assertThat(thrown).hasSize(2);
    assertThat(thrown.get(0)).hasMessage("on purpose");
    assertThat(thrown.get(1)).hasCauseInstanceOf(AssertionError.class);
  }

  @Test
  void losesNobodyBetweenForgettingARoomAndUsingIt() throws Exception {
    MemoryRoomBroker busy = with(10_000, 1_000_000);
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      for (int round = 0; round < 300; round++) {
        RoomName room = new RoomName("round-" + round);
        busy.history(room, Optional.empty(), 0);
        nanos.addAndGet(RoomBroker.EPOCH_KEPT.toNanos());
        Told told = new Told();
        Future<?> sweeping = threads.submit(busy::sweep);
        Future<RoomSubscription> subscribing = threads.submit(() -> busy.subscribe(room, told));
        sweeping.get(10, TimeUnit.SECONDS);
        RoomSubscription subscription = subscribing.get(10, TimeUnit.SECONDS);
        Position from = ((SubscribeOutcome.Subscribed) now(subscription.outcome())).from();

        PublishOutcome outcome = now(busy.publish(room, publication("1")));

        assertThat(outcome).isEqualTo(new PublishOutcome.Published(from.next()));
        assertThat(told.messages).hasSize(1);
        subscription.cancel();
      }
    } finally {
      threads.shutdownNow();
      busy.close();
    }
  }

  /** Rooms that go on ageing must not come up again in the same sweep. */
  @Test
  void endsASweepOfManyRoomsThatAreNotOver() {
    MemoryRoomBroker large = with(20_000, 1_000_000);
    for (int i = 0; i < 20_000; i++) {
      large.publish(new RoomName("room-" + i), publication("1"));
    }

    assertTimeoutPreemptively(Duration.ofSeconds(60), large::sweep);

    assertThat(large.rooms()).isEqualTo(20_000);
    large.close();
  }

  /** Some hundred bytes a room: a heap of 256 MB would do for far more than this test asks for. */
  @Test
  void makesAHundredThousandRoomsCheap() {
    MemoryRoomBroker large = with(200_000, 1);
    List<RoomSubscription> all = new ArrayList<>(100_000);
    Told told = new Told();
    long before = usedMemory();
    for (int i = 0; i < 100_000; i++) {
      all.add(large.subscribe(new RoomName("room-" + i), told));
    }
    long perRoom = (usedMemory() - before) / 100_000;
    assertThat(perRoom).as("bytes a room with one listener").isLessThan(1_200);

    all.forEach(RoomSubscription::cancel);
    nanos.addAndGet(RoomBroker.EPOCH_KEPT.toNanos());
    large.sweep();
    assertThat(large.rooms()).isZero();
    large.close();
  }

  private static long usedMemory() {
    Runtime runtime = Runtime.getRuntime();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      System.gc();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }

  private PublishOutcome publish(String room, String data) {
    return now(broker.publish(new RoomName(room), publication(data)));
  }

  private static Publication publication(String data) {
    return new Publication(MessageId.random(), Payload.of(data), Optional.empty(), Instant.EPOCH);
  }

  private static <T> T now(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }

  private static class Told implements RoomListener {
    final List<RoomMessage> messages = new CopyOnWriteArrayList<>();

    @Override
    public void onMessage(RoomMessage message) {
      messages.add(message);
    }

    @Override
    public void onResync(Position from) {
      throw new AssertionError("nothing is ever lost here");
    }
  }
}
