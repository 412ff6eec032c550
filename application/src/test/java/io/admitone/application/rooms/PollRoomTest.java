package io.admitone.application.rooms;

import static org.assertj.core.api.Assertions.assertThat;

import io.admitone.application.Soon;
import io.admitone.application.lifecycle.HandDrivenScheduler;
import io.admitone.domain.room.Epoch;
import io.admitone.domain.room.Position;
import io.admitone.domain.room.RoomName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class PollRoomTest {
  private static final RoomName ROOM = new RoomName("public.a");
  private static final Visitor ANYBODY = new Visitor(Optional.empty(), Door.HTTP);
  private static final Duration WAIT = Duration.ofSeconds(25);

  private final ModelBroker broker = new ModelBroker(100);
  private final HandDrivenScheduler timer = new HandDrivenScheduler();
  private final RoomPolicy policy =
      new RoomPolicy(2, 100, 1_000, Duration.ofDays(1), Duration.ZERO);
  private final RoomIndex index = new RoomIndex(broker, policy, event -> {}, () -> 0);
  private final PollRoom polls = new PollRoom(index, broker, new GrantedRooms(), policy, timer);

  private CompletableFuture<PollResult> poll(Optional<Position> since, Duration wait, int limit) {
    CompletableFuture<PollResult> poll =
        polls.poll(ANYBODY, ROOM.value(), since, wait, limit).toCompletableFuture();
    settle();
    return poll;
  }

  private void settle() {
    for (int i = 0; i < 6; i++) {
      broker.settle();
      timer.pass(Duration.ZERO);
    }
  }

  private static String words(CompletableFuture<PollResult> poll) {
    return Soon.now(poll)
        .fold(
            news ->
                news.messages().stream().map(m -> m.position().offset()).toList()
                    + (news.recovered() ? " to " : " lost to ")
                    + news.position().offset(),
            refused -> refused.why().name());
  }

  @Test
  void tellsTheLatestAtOnceWhereNoPositionIsGiven() {
    IntStream.range(0, 5).forEach(i -> broker.say(ROOM));

    assertThat(words(poll(Optional.empty(), WAIT, 2))).isEqualTo("[4, 5] to 5");
    assertThat(words(poll(Optional.empty(), WAIT, 0))).isEqualTo("[] to 5");
  }

  @Test
  void tellsAtOnceWhatIsNew() {
    Position start = broker.log(ROOM).top;
    IntStream.range(0, 3).forEach(i -> broker.say(ROOM));

    assertThat(words(poll(Optional.of(start), WAIT, 2))).isEqualTo("[1, 2] to 2");
    assertThat(words(poll(Optional.of(start), WAIT, 0))).isEqualTo("[] to 0");
    assertThat(polls.waiting()).isZero();
  }

  @Test
  void tellsNoMoreThanCanBeSentAtOnce() {
    Position start = broker.log(ROOM).top;
    RoomPolicy narrow = new RoomPolicy(2, 100, 2, Duration.ofDays(1), Duration.ZERO);
    PollRoom few = new PollRoom(index, broker, new GrantedRooms(), narrow, timer);
    IntStream.range(0, 3).forEach(i -> broker.say(ROOM));

    CompletableFuture<PollResult> since =
        few.poll(ANYBODY, ROOM.value(), Optional.of(start), WAIT, 10).toCompletableFuture();
    CompletableFuture<PollResult> latest =
        few.poll(ANYBODY, ROOM.value(), Optional.empty(), WAIT, 10).toCompletableFuture();
    settle();

    assertThat(words(since)).isEqualTo("[1, 2] to 2");
    assertThat(words(latest)).isEqualTo("[2, 3] to 3");
  }

  @Test
  void saysAtOnceThatSomethingIsLost() {
    broker.say(ROOM);

    assertThat(words(poll(Optional.of(new Position(new Epoch("other"), 9)), WAIT, 2)))
        .isEqualTo("[] lost to 1");
  }

  @Test
  void doesNotWaitWhereNobodyWantsTo() {
    Position start = broker.log(ROOM).top;

    assertThat(words(poll(Optional.of(start), Duration.ZERO, 10))).isEqualTo("[] to 0");
    assertThat(index.count()).isZero();
  }

  @Test
  void waitsForTheNextMessage() {
    CompletableFuture<PollResult> poll = poll(Optional.of(broker.log(ROOM).top), WAIT, 10);

    assertThat(poll).isNotDone();
    assertThat(polls.waiting()).isEqualTo(1);

    broker.say(ROOM);
    broker.say(ROOM);
    settle();

    assertThat(words(poll)).isEqualTo("[1, 2] to 2");
    assertLeftNothing();
  }

  private void assertLeftNothing() {
    assertThat(polls.waiting()).isZero();
    assertThat(index.count()).isZero();
    assertThat(broker.lines).isEmpty();
  }

  @Test
  void subscribesOnceForWhoPollsAgainAndAgain() {
    RoomPolicy lingering =
        new RoomPolicy(2, 100, 1_000, Duration.ofDays(1), Duration.ofSeconds(10));
    RoomIndex kept = new RoomIndex(broker, lingering, event -> {}, () -> 0);
    PollRoom lone = new PollRoom(kept, broker, new GrantedRooms(), lingering, timer);

    for (int i = 1; i <= 5; i++) {
      Position since = broker.log(ROOM).top;
      CompletableFuture<PollResult> poll =
          lone.poll(ANYBODY, ROOM.value(), Optional.of(since), WAIT, 10).toCompletableFuture();
      settle();
      broker.say(ROOM);
      settle();
      assertThat(words(poll)).isEqualTo("[%d] to %d".formatted(i, i));
    }

    assertThat(broker.subscriptions).isEqualTo(1);
  }

  @Test
  void tellsNoMoreThanTheLimit() {
    CompletableFuture<PollResult> poll = poll(Optional.of(broker.log(ROOM).top), WAIT, 1);

    broker.say(ROOM);
    broker.say(ROOM);
    settle();

    assertThat(words(poll)).isEqualTo("[1] to 1");
  }

  @Test
  void missesNothingBetweenLookingAndWaiting() {
    Position start = broker.log(ROOM).top;
    CompletableFuture<PollResult> poll =
        polls.poll(ANYBODY, ROOM.value(), Optional.of(start), WAIT, 10).toCompletableFuture();
    // It looks, finds nothing, and is about to wait.
    broker.open.remove(0).run();
    broker.open.remove(0).run();

    broker.say(ROOM);
    settle();

    assertThat(words(poll)).isEqualTo("[1] to 1");
  }

  @Test
  void tellsNothingWhenPatienceIsOver() {
    CompletableFuture<PollResult> poll = poll(Optional.of(broker.log(ROOM).top), WAIT, 10);
    timer.pass(WAIT.minusMillis(1));
    assertThat(poll).isNotDone();

    timer.pass(Duration.ofMillis(1));

    assertThat(words(poll)).isEqualTo("[] to 0");
    assertLeftNothing();
  }

  @Test
  void letsNobodyWaitForMoreThanHalfAMinute() {
    CompletableFuture<PollResult> poll =
        poll(Optional.of(broker.log(ROOM).top), Duration.ofHours(1), 10);

    timer.pass(PollRoom.MAX_WAIT);

    assertThat(poll).isDone();
  }

  @Test
  void tellsWhoWaitsThatSomethingIsLost() {
    broker.say(ROOM);
    CompletableFuture<PollResult> poll = poll(Optional.of(broker.log(ROOM).top), WAIT, 10);

    broker.log(ROOM).begin();
    settle();

    assertThat(words(poll)).isEqualTo("[] lost to 0");
    assertLeftNothing();
  }

  @Test
  void refusesWhileTheStoreIsDown() {
    Position start = broker.log(ROOM).top;
    broker.down = true;

    assertThat(words(poll(Optional.of(start), WAIT, 10))).isEqualTo("STORE_UNAVAILABLE");
  }

  @Test
  void refusesWhereTheStoreGoesBeforeItCanWait() {
    CompletableFuture<PollResult> poll =
        polls
            .poll(ANYBODY, ROOM.value(), Optional.of(broker.log(ROOM).top), WAIT, 10)
            .toCompletableFuture();
    broker.open.remove(0).run();
    broker.open.remove(0).run();
    broker.down = true;
    settle();

    assertThat(words(poll)).isEqualTo("STORE_UNAVAILABLE");
    assertThat(polls.waiting()).isZero();
  }

  @Test
  void refusesWhatIsNoRoomAndWhatIsNotAllowed() {
    assertThat(words(pollOf("no room"))).isEqualTo("INVALID_ROOM");
    assertThat(words(pollOf("orders.eu"))).isEqualTo("ROOM_FORBIDDEN");
  }

  private CompletableFuture<PollResult> pollOf(String room) {
    return polls.poll(ANYBODY, room, Optional.empty(), WAIT, 1).toCompletableFuture();
  }

  @Test
  void answersAllWhoWaitWhenTheProcessLeaves() {
    List<CompletableFuture<PollResult>> many = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      many.add(poll(Optional.of(broker.log(ROOM).top), WAIT, 10));
    }
    assertThat(broker.lines).hasSize(1);

    polls.answerAll();
    settle();

    assertThat(many).allSatisfy(poll -> assertThat(words(poll)).isEqualTo("[] to 0"));
    assertLeftNothing();
  }
}
