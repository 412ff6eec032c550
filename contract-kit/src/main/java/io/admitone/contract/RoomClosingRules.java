package io.admitone.contract;

import static io.admitone.contract.RoomRule.APART;
import static io.admitone.contract.RoomRule.CLOSED;
import static io.admitone.contract.RoomRule.OVER;

import io.admitone.contract.RoomBench.Following;
import io.admitone.domain.room.BrokerCapabilities;
import io.admitone.domain.room.HistoryOutcome;
import io.admitone.domain.room.Member;
import io.admitone.domain.room.Position;
import io.admitone.domain.room.PresenceOutcome;
import io.admitone.domain.room.PublishOutcome;
import io.admitone.domain.room.RoomBroker;
import io.admitone.domain.room.RoomName;
import io.admitone.domain.room.SubscribeOutcome;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Rules 12, 16 and 17: rooms are apart, and what is over is gone. */
interface RoomClosingRules {
  int LIVES = 3;

  RoomBench bench();

  @Test
  default void keepsRoomsWithSimilarNamesApart() {
    String fresh = "kit." + RoomSamples.fresh();
    List<RoomName> rooms =
        Stream.of("a", "A", "a.b", "a:b", "a-b", "a_b", "a.b.c", "ab", "a.", "a:")
            .map(end -> new RoomName(fresh + end))
            .toList();
    List<Following> listeners = rooms.stream().map(room -> bench().mustListen(room)).toList();

    rooms.forEach(room -> bench().broker().broker().join(room, RoomSamples.member()));
    List<Position> said = rooms.stream().map(room -> bench().mustPublish(room)).toList();

    for (int i = 0; i < rooms.size(); i++) {
      bench().mustHear(listeners.get(i), said.get(i), APART);
      Following listener = listeners.get(i);
      APART.require(
          said.get(i).offset() == 1
              && listener.ear().count() == 1
              && listener.ear().messages().get(0).room().equals(listener.room()),
          "in %s, beside rooms of similar names, was heard %s."
              .formatted(rooms.get(i), listener.ear().words()));
      RoomName room = rooms.get(i);
      APART.require(
          bench().comes(() -> bench().mustSee(bench().broker(), room).count() == 1),
          "%d were in %s, beside rooms of similar names."
              .formatted(bench().mustSee(bench().broker(), room).count(), room));
    }
  }

  @Test
  default void leavesTheDataOfOthersBesideRoomsAlone() {
    bench().broker();
    NotVerified.unless(
        bench().backstage().plant("of-others", "untouched"),
        "the fixture cannot put others' data beside the broker's");
    RoomName room = RoomSamples.smallRoom();

    bench().mustListen(room);
    bench().broker().broker().join(room, RoomSamples.member());
    bench().mustPublish(room, RoomSamples.FEW * 2);
    bench().broker().broker().close();

    Optional<String> found = bench().backstage().planted("of-others");
    APART.require(
        found.equals(Optional.of("untouched")),
        "a record that was not the broker's read " + found + " after some calls and a close.");
  }

  @Test
  default void takesUpNoMemoryForRoomsThatAreOver() {
    bench().needsMovedTime();
    RoomBroker broker = bench().broker().broker();
    long before = bench().counted(bench().backstage().rooms(), "rooms");
    List<RoomName> rooms = IntStream.range(0, 50).mapToObj(i -> RoomSamples.room()).toList();
    for (RoomName room : rooms) {
      Following listener = bench().mustListen(room);
      Member member = RoomSamples.member();
      broker.join(room, member);
      bench().mustPublish(room);
      listener.listening().cancel();
      broker.leave(room, member);
    }
    long between = bench().backstage().rooms().getAsLong();

    bench().time().pass(RoomBroker.EPOCH_KEPT.multipliedBy(3).plus(Duration.ofMinutes(1)));

    boolean gone =
        Poll.until(
            Poll.CLEANING_UP.multipliedBy(2),
            () -> bench().backstage().rooms().getAsLong() <= before);
    OVER.require(
        gone && between >= before + 50,
        "there were %d rooms before, %d with 50 in use, and %d when they had long been over."
            .formatted(before, between, bench().backstage().rooms().getAsLong()));
  }

  @Test
  default void saysTheSameOfRoomsAlwaysAndKeepsToTheBounds() {
    BrokerCapabilities first = bench().capabilities();
    bench().mustPublish(RoomSamples.room());

    CLOSED.require(
        first.equals(bench().capabilities()), "the broker says another thing of itself each time.");
    RoomRule.HEALS.require(
        first.deafnessBound().compareTo(Duration.ofSeconds(30)) <= 0,
        "a dead subscription may go unnoticed for " + first.deafnessBound() + ".");
    RoomRule.PRESENCE.require(
        first.absenceBound().compareTo(Duration.ofSeconds(60)) <= 0,
        "members of a dead process may be there for " + first.absenceBound() + ".");
  }

  @Test
  default void answersUnavailableInRoomsOnceItIsClosed() {
    RoomClient client = bench().broker();
    RoomName room = RoomSamples.room();
    bench().mustPublish(room);

    closeInTime(client.broker());

    List<Object> outcomes =
        List.of(
            client.publish(room, RoomSamples.publication()).outcome(),
            client.history(room, Optional.empty(), 1).outcome(),
            client.members(room).outcome(),
            client.subscribe(room, new Ear()).call().outcome());
    CLOSED.require(
        outcomes.get(0) instanceof PublishOutcome.Unavailable
            && outcomes.get(1) instanceof HistoryOutcome.Unavailable
            && outcomes.get(2) instanceof PresenceOutcome.Unavailable
            && outcomes.get(3) instanceof SubscribeOutcome.Unavailable,
        "publish, history, members and subscribe on a closed broker ended as " + outcomes + ".");
    client.broker().join(room, RoomSamples.member());
    client.broker().leave(room, RoomSamples.member());
  }

  @Test
  default void closesRoomsTwiceWithoutComplaint() {
    bench().mustPublish(RoomSamples.room());

    closeInTime(bench().broker().broker());
    closeInTime(bench().broker().broker());
  }

  private static void closeInTime(RoomBroker broker) {
    CompletableFuture<Optional<Throwable>> end = new CompletableFuture<>();
    Call.inBackground(
        () -> {
          try {
            broker.close();
            end.complete(Optional.empty());
          } catch (Throwable thrown) {
            end.complete(Optional.of(thrown));
          }
        });
    CLOSED.require(
        Poll.until(Poll.CLEANING_UP, end::isDone),
        "close had not returned after " + Poll.CLEANING_UP.toSeconds() + " s.");
    CLOSED.require(end.join().isEmpty(), "close threw " + end.join() + ".");
  }

  @Test
  default void letsAnotherInstanceOutliveItsClose() {
    RoomClient other = bench().otherInstance();
    RoomName room = RoomSamples.room();
    Following here = bench().mustListen(room);
    Following there = bench().mustListen(other, room, new Ear());
    bench().mustHear(there, bench().mustPublish(room), RoomRule.LIVE);

    closeInTime(other.broker());
    Position last = bench().mustPublish(room, 2);

    bench().mustHear(here, last, CLOSED);
    CLOSED.require(
        there.ear().count() == 1,
        "a listener of an instance that was closed heard " + there.ear().words() + ".");
  }

  @Test
  default void endsTheCallsOfRoomsThatAreInFlightWhenItCloses() {
    bench().needs(Fault.HANGING);
    RoomClient client = bench().broker();
    RoomName room = RoomSamples.room();
    bench().mustPublish(room);

    bench().begin(Fault.HANGING);
    Call<PublishOutcome> inFlight = client.publish(room, RoomSamples.publication());
    bench().comes(inFlight::hasReturned);
    closeInTime(client.broker());

    PublishOutcome outcome = inFlight.outcome();
    CLOSED.require(
        outcome instanceof PublishOutcome.Indeterminate
            || outcome instanceof PublishOutcome.Unavailable,
        "a publication in flight at close ended as " + outcome + ".");
  }

  @Test
  default void leavesNoThreadOfRoomsBehind() {
    // What a driver makes once for all brokers is made here.
    openUseAndClose();
    Set<Thread> before = threads().collect(Collectors.toSet());

    IntStream.range(0, LIVES).forEach(i -> openUseAndClose());

    boolean gone = bench().comes(() -> left(before).count() < LIVES);
    CLOSED.require(
        gone,
        "after %d brokers were opened and closed, these threads were left: %s."
            .formatted(LIVES, left(before).map(Thread::getName).toList()));
  }

  private void openUseAndClose() {
    RoomClient client = bench().anotherBroker();
    RoomName room = RoomSamples.room();
    bench().mustListen(client, room, new Ear());
    client.publish(room, RoomSamples.publication()).outcome();
    closeInTime(client.broker());
  }

  private static Stream<Thread> left(Set<Thread> before) {
    return threads().filter(thread -> !before.contains(thread));
  }

  private static Stream<Thread> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> !thread.getName().startsWith(Call.THREAD_PREFIX))
        .filter(thread -> !thread.getName().startsWith("ForkJoinPool.commonPool"));
  }

  @Test
  default void leavesNoConnectionOfRoomsBehind() {
    bench().counted(bench().backstage().connections(), "connections");
    bench().mustListen(RoomSamples.room());

    bench().broker().broker().close();

    boolean gone =
        Poll.until(Poll.CLEANING_UP, () -> bench().backstage().connections().getAsLong() == 0);
    CLOSED.require(
        gone,
        "%d connections were open %d s after the broker was closed."
            .formatted(
                bench().backstage().connections().getAsLong(), Poll.CLEANING_UP.toSeconds()));
  }
}
