package io.admitone.application.rooms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.admitone.application.FixedReadiness;
import io.admitone.application.People;
import io.admitone.application.RecordedTelemetry;
import io.admitone.application.telemetry.TelemetryEvent.RoomClosed;
import io.admitone.application.telemetry.TelemetryEvent.RoomMessageDelivered;
import io.admitone.application.telemetry.TelemetryEvent.RoomOpened;
import io.admitone.domain.identity.Identity;
import io.admitone.domain.room.Epoch;
import io.admitone.domain.room.Member;
import io.admitone.domain.room.Position;
import io.admitone.domain.room.RoomMessage;
import io.admitone.domain.room.RoomName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class RoomVisitTest {
  private static final RoomName ROOM = new RoomName("public.a");
  private static final RoomName CHAT = new RoomName("chat.a");
  private static final Visitor ANYBODY = new Visitor(Optional.empty(), Door.SOCKET);

  private final ModelBroker broker = new ModelBroker(1_000);
  private final RecordedTelemetry telemetry = new RecordedTelemetry();
  private final RoomPolicy policy = new RoomPolicy(2, 100, 40, Duration.ofDays(1), Duration.ZERO);
  private final RoomIndex index = new RoomIndex(broker, policy, telemetry, () -> 0);
  private final VisitRooms rooms = visits(new GrantedRooms());
  private final Tasks loop = new Tasks();
  private final Listener listener = new Listener(loop);
  private final RoomVisit visit = visit("c1", listener);

  private VisitRooms visits(RoomRights rights) {
    PublishMessage publish =
        new PublishMessage(
            broker, new FixedReadiness(), rights, policy, () -> People.NOON, telemetry);
    return new VisitRooms(index, broker, publish, rights, policy);
  }

  private RoomVisit visit(String connection, RoomSubscriber subscriber) {
    return rooms.begin(ANYBODY, member(connection), subscriber);
  }

  private static Member member(String connection) {
    return new Member(connection, Optional.empty(), People.TAB);
  }

  private void settle() {
    do {
      broker.settle();
      loop.runAll();
    } while (!broker.open.isEmpty()
        || broker.lines.stream().anyMatch(ModelBroker.Line::hasNews)
        || !loop.isIdle());
  }

  private void subscribe(RoomVisit who, Listener answered, Optional<Position> since) {
    who.subscribe(ROOM.value(), since, answered::answered);
    settle();
  }

  private static void leave(RoomVisit who, String room) {
    who.unsubscribe(room, refused -> assertThat(refused).isEmpty());
  }

  /** Somebody who may publish in {@link #CHAT}. */
  private RoomVisit author() {
    Identity ada =
        new Identity(People.ADA.user(), People.ADA.session(), Set.of(), List.of("chat.*:rw"));
    return rooms.begin(new Visitor(Optional.of(ada), Door.SOCKET), member("c1"), listener);
  }

  private void publish(RoomVisit who) {
    who.publish(
        CHAT.value(),
        new byte[] {'1'},
        Optional.empty(),
        result ->
            listener.told.add(
                result.fold(
                    stored -> "ack " + stored.position().offset(),
                    refused -> refused.why().name())));
  }

  @Test
  void letsWhoPublishesRightAfterASubscriptionHearIt() {
    RoomVisit author = author();

    author.subscribe(CHAT.value(), Optional.empty(), listener::answered);
    publish(author);
    assertThat(broker.log(CHAT).messages).isEmpty();
    settle();

    assertThat(listener.told).startsWith("recovered 0").contains("ack 1", "1").hasSize(3);
  }

  @Test
  void answersWhatIsAskedOfOneRoomInOrder() {
    RoomVisit author = author();

    author.subscribe(CHAT.value(), Optional.empty(), listener::answered);
    author.unsubscribe(CHAT.value(), refused -> listener.told.add("left"));
    publish(author);
    author.subscribe(CHAT.value(), Optional.empty(), listener::answered);
    author.presence(CHAT.value(), present -> listener.told.add("present"));
    visit.subscribe(ROOM.value(), Optional.empty(), listener::answered);
    settle();

    assertThat(listener.told)
        .containsSubsequence("recovered 0", "left", "recovered 1", "present")
        .contains("ack 1")
        .doesNotContain("1")
        .hasSize(6);
    assertThat(author.rooms()).containsExactly(CHAT);
  }

  @Test
  void publishesWhereTheSubscriptionBeforeWasRefused() {
    RoomVisit author = author();
    broker.down = true;

    author.subscribe(CHAT.value(), Optional.empty(), listener::answered);
    publish(author);
    settle();

    assertThat(listener.told).containsExactly("STORE_UNAVAILABLE", "ack 1");
  }

  @Test
  void refusesWhatWaitsBeyondABound() {
    RoomVisit author = author();

    author.subscribe(CHAT.value(), Optional.empty(), listener::answered);
    IntStream.range(0, RoomVisit.MAX_WAITING).forEach(i -> publish(author));
    assertThat(listener.told).isEmpty();
    publish(author);
    author.subscribe(CHAT.value(), Optional.empty(), listener::answered);
    author.unsubscribe(CHAT.value(), refused -> listener.told.add("" + refused.orElseThrow()));
    author.presence(CHAT.value(), result -> listener.told.add(result.fold(p -> "", r -> "" + r)));

    assertThat(listener.told)
        .hasSize(4)
        .allSatisfy(answer -> assertThat(answer).contains("STORE_UNAVAILABLE"));
    settle();
    publish(author);
    settle();
    assertThat(broker.log(CHAT).messages).hasSize(RoomVisit.MAX_WAITING + 1);
  }

  @Test
  void refusesWhatWouldWaitWithTooManyBytes() {
    RoomVisit author = author();
    byte[] half = new byte[RoomVisit.MAX_WAITING_BYTES / 2];
    List<String> answers = new ArrayList<>();

    author.subscribe(CHAT.value(), Optional.empty(), listener::answered);
    for (int i = 0; i < 3; i++) {
      author.publish(
          CHAT.value(),
          half,
          Optional.empty(),
          result -> answers.add(result.fold(stored -> "ack", refused -> refused.why().name())));
    }

    assertThat(answers).containsExactly("STORE_UNAVAILABLE");
    settle();
    // By then it was looked at.
    assertThat(answers).endsWith("PAYLOAD_TOO_LARGE", "PAYLOAD_TOO_LARGE").hasSize(3);
  }

  @Test
  void saysAtItsEndWhatItStillHadToSay() {
    RoomVisit author = author();

    author.subscribe(CHAT.value(), Optional.empty(), listener::answered);
    publish(author);
    author.subscribe(CHAT.value(), Optional.empty(), listener::answered);
    author.end();
    settle();

    assertThat(broker.log(CHAT).messages).hasSize(1);
    assertThat(author.rooms()).isEmpty();
    assertThat(index.count()).isZero();
    assertThat(broker.lines).isEmpty();
  }

  @Test
  void answersFirstAndThenTellsWhatComes() {
    broker.say(ROOM);
    subscribe(visit, listener, Optional.empty());
    broker.say(ROOM);
    settle();

    assertThat(listener.told).containsExactly("recovered 1", "2");
    assertThat(visit.rooms()).containsExactly(ROOM);
  }

  @Test
  void tellsWhatWasMissedPageByPageAndThenWhatComes() {
    Position start = broker.log(ROOM).top;
    IntStream.range(0, 8).forEach(i -> broker.say(ROOM));

    subscribe(visit, listener, Optional.of(start));
    broker.say(ROOM);
    settle();

    assertThat(listener.told)
        .containsExactly("recovered 8", "1", "2", "3", "4", "5", "6", "7", "8", "9");
  }

  @Test
  void saysThatAnotherEpochIsLost() {
    broker.say(ROOM);

    subscribe(visit, listener, Optional.of(new Position(new Epoch("other"), 0)));

    assertThat(listener.told).containsExactly("lost 1");
  }

  @Test
  void saysThatMoreWasMissedThanCanBeSentAtOnce() {
    Position start = broker.log(ROOM).top;
    IntStream.range(0, 41).forEach(i -> broker.say(ROOM));

    subscribe(visit, listener, Optional.of(start));

    // A byte a message, and 40 of them may be sent.
    assertThat(listener.told).containsExactly("lost 41");
    subscribe(visit, listener, Optional.of(new Position(start.epoch(), 1)));
    assertThat(listener.told).contains("recovered 41").hasSize(42);
  }

  @Test
  void asksTheStoreForNothingWhereNothingWasMissed() {
    subscribe(visit, listener, Optional.empty());
    Listener other = new Listener(loop);

    visit("c2", other).subscribe(ROOM.value(), Optional.of(broker.log(ROOM).top), other::answered);

    assertThat(broker.open).isEmpty();
    loop.runAll();
    assertThat(other.told).containsExactly("recovered 0");
  }

  @Test
  void refusesWhatIsNoRoomAndWhatIsNotAllowed() {
    visit.subscribe("no room", Optional.empty(), listener::answered);
    visit.subscribe("orders.eu", Optional.empty(), listener::answered);
    visit.unsubscribe("no room", why -> listener.told.add("not left: " + why.orElseThrow()));

    assertThat(listener.told)
        .containsExactly("INVALID_ROOM", "ROOM_FORBIDDEN", "not left: INVALID_ROOM");
    assertThat(index.count()).isZero();
  }

  @Test
  void letsAConnectionIntoSoManyRooms() {
    visit.subscribe("public.1", Optional.empty(), listener::answered);
    visit.subscribe("public.2", Optional.empty(), listener::answered);
    visit.subscribe("public.3", Optional.empty(), listener::answered);
    visit.subscribe("public.2", Optional.empty(), listener::answered);
    settle();

    assertThat(listener.told)
        .containsExactlyInAnyOrder("TOO_MANY_ROOMS", "recovered 0", "recovered 0", "recovered 0");
    leave(visit, "public.1");
    visit.subscribe("public.3", Optional.empty(), listener::answered);
    settle();
    assertThat(visit.rooms())
        .containsExactlyInAnyOrder(new RoomName("public.2"), new RoomName("public.3"));
  }

  @Test
  void refusesWhileTheStoreIsDownAndTriesAgainWhenAsked() {
    broker.down = true;
    subscribe(visit, listener, Optional.empty());

    assertThat(listener.told).containsExactly("STORE_UNAVAILABLE");
    assertThat(visit.rooms()).isEmpty();
    assertThat(broker.present.get(ROOM)).isEmpty();

    broker.down = false;
    subscribe(visit, listener, Optional.empty());
    assertThat(listener.told).containsExactly("STORE_UNAVAILABLE", "recovered 0");
  }

  @Test
  void refusesWhereHistoryCannotBeRead() {
    Position start = broker.log(ROOM).top;
    subscribe(visit, listener, Optional.empty());
    broker.say(ROOM);
    settle();
    Listener other = new Listener(loop);
    broker.down = true;

    RoomVisit another = visit("c2", other);
    subscribe(another, other, Optional.of(start));

    assertThat(other.told).containsExactly("STORE_UNAVAILABLE");
    assertThat(index.rooms()).containsExactly(new RoomIndex.ActiveRoom(ROOM, 1));
    assertThat(another.rooms()).isEmpty();
  }

  @Test
  void subscribesToARoomOnceWhoeverHearsIt() {
    List<RoomVisit> visits = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      Listener each = new Listener(i % 2 == 0 ? loop : new Tasks());
      RoomVisit one = visit("c" + i, each);
      one.subscribe(ROOM.value(), Optional.empty(), each::answered);
      visits.add(one);
    }
    settle();

    assertThat(broker.lines).hasSize(1);
    assertThat(index.rooms()).containsExactly(new RoomIndex.ActiveRoom(ROOM, 5));
    visits.subList(1, 5).forEach(RoomVisit::end);
    assertThat(broker.lines).hasSize(1);
    visits.get(0).end();
    assertThat(broker.lines).isEmpty();
    assertThat(telemetry.events).contains(new RoomOpened(), new RoomClosed());
  }

  @Test
  void servesAllSubscribersOfALoopInOneTaskAndAllMessagesInOneCall() {
    List<Listener> all = IntStream.range(0, 10).mapToObj(i -> new Listener(loop)).toList();
    for (int i = 0; i < all.size(); i++) {
      Listener each = all.get(i);
      visit("c" + i, each).subscribe(ROOM.value(), Optional.empty(), each::answered);
    }
    settle();
    IntStream.range(0, 4).forEach(i -> broker.say(ROOM));

    broker.settle();

    assertThat(loop.count()).isEqualTo(1);
    loop.runAll();
    assertThat(all).allSatisfy(each -> assertThat(each.calls).isEqualTo(1));
    assertThat(all).allSatisfy(each -> assertThat(each.told).endsWith("1", "2", "3", "4"));
    assertThat(telemetry.events)
        .filteredOn(RoomMessageDelivered.class::isInstance)
        .hasSize(4)
        .containsOnly(new RoomMessageDelivered(10, Duration.ZERO));
  }

  @Test
  void makesAFormOnceForAllLoopsAndThrowsItAway() {
    AtomicInteger made = new AtomicInteger();
    AtomicInteger alive = new AtomicInteger();
    Tasks otherLoop = new Tasks();
    for (Tasks each : List.of(loop, otherLoop, loop, otherLoop)) {
      RoomVisit one =
          visit("c" + System.identityHashCode(new Object()), forming(each, made, alive));
      one.subscribe(ROOM.value(), Optional.empty(), answer -> {});
    }
    settle();
    otherLoop.runAll();

    broker.say(ROOM);
    broker.settle();
    loop.runAll();
    assertThat(alive).hasValue(1);
    otherLoop.runAll();

    assertThat(made).hasValue(1);
    assertThat(alive).hasValue(0);
  }

  private static RoomSubscriber forming(Tasks loop, AtomicInteger made, AtomicInteger alive) {
    return new RoomSubscriber() {
      @Override
      public Executor executor() {
        return loop;
      }

      @Override
      public void onMessages(List<RoomDelivery> messages) {
        messages.forEach(message -> message.form(SeamTest.Counted.class, this::make));
      }

      private SeamTest.Counted make(RoomMessage message) {
        made.incrementAndGet();
        return new SeamTest.Counted(alive);
      }

      @Override
      public void onResync(RoomName room, Position from) {}
    };
  }

  @Test
  void throwsAwayWhatIsMeantForALoopThatHasStopped() {
    AtomicInteger alive = new AtomicInteger();
    Tasks stopping = new Tasks();
    visit("c2", forming(stopping, new AtomicInteger(), alive))
        .subscribe(ROOM.value(), Optional.empty(), answer -> {});
    subscribe(visit, listener, Optional.empty());
    stopping.runAll();
    stopping.stop();

    broker.say(ROOM);
    settle();

    assertThat(listener.told).containsExactly("recovered 0", "1");
    assertThat(alive).hasValue(0);
    assertThat(telemetry.events).contains(new RoomMessageDelivered(1, Duration.ZERO));
  }

  @Test
  void takesNothingFromOthersWhereASubscriberThrows() {
    Listener faulty = new Listener(loop);
    faulty.throwsAt = 2;
    subscribe(visit("c2", faulty), faulty, Optional.empty());
    subscribe(visit, listener, Optional.empty());

    broker.say(ROOM);
    settle();
    broker.say(ROOM);
    assertThatIllegalStateException().isThrownBy(this::settle);
    broker.say(ROOM);
    settle();

    assertThat(listener.told).containsExactly("recovered 0", "1", "2", "3");
    assertThat(faulty.told).containsExactly("recovered 0", "1", "resync 2", "3");
  }

  @Test
  void tellsWhoFallsTooFarBehindThatItDid() {
    subscribe(visit, listener, Optional.empty());
    for (int i = 0; i < 10_050; i++) {
      broker.say(ROOM);
      broker.lines.get(0).step();
    }

    settle();

    assertThat(listener.told).startsWith("recovered 0", "resync 10000", "10001").endsWith("10050");
    assertThat(listener.told).hasSize(52);
  }

  @Test
  void keepsOfLongMessagesNoMoreThanAMebibyteForABusyLoop() {
    subscribe(visit, listener, Optional.empty());
    String json = "1".repeat(60_000);
    for (int i = 0; i < 20; i++) {
      broker.say(ROOM, json);
      broker.lines.get(0).step();
    }

    settle();

    assertThat(listener.told).containsExactly("recovered 0", "resync 18", "19", "20");
  }

  @Test
  void tellsNobodyWithoutANameWhoIsInARoom() {
    List<PresenceResult> seen = new ArrayList<>();
    subscribe(visit, listener, Optional.empty());
    visit.presence(ROOM.value(), seen::add);
    settle();

    assertThat(seen).containsExactly(new PresenceResult.Refused(RoomRefusal.ROOM_FORBIDDEN));
  }

  @Test
  void isPresentInTheRoomsItHears() {
    List<PresenceResult> seen = new ArrayList<>();
    RoomVisit ada = author();
    subscribe(ada, listener, Optional.empty());
    ada.presence(ROOM.value(), seen::add);
    leave(ada, ROOM.value());
    ada.presence(ROOM.value(), seen::add);
    ada.presence("no room", seen::add);
    ada.presence("orders.eu", seen::add);
    broker.down = true;
    ada.presence(ROOM.value(), seen::add);
    settle();

    assertThat(seen)
        .containsExactlyInAnyOrder(
            new PresenceResult.Present(ROOM, 1, List.of(member("c1"))),
            new PresenceResult.Present(ROOM, 0, List.of()),
            new PresenceResult.Refused(RoomRefusal.INVALID_ROOM),
            new PresenceResult.Refused(RoomRefusal.ROOM_FORBIDDEN),
            new PresenceResult.Refused(RoomRefusal.STORE_UNAVAILABLE));
  }

  @Test
  void takesAnInterfaceThatThrowsForARefusal() {
    RoomRights broken =
        new RoomRights() {
          @Override
          public boolean mayHear(Visitor visitor, RoomName room) {
            throw new IllegalStateException("on purpose");
          }

          @Override
          public boolean mayPublish(Visitor visitor, RoomName room) {
            throw new IllegalStateException("on purpose");
          }
        };
    RoomVisit strange = visits(broken).begin(ANYBODY, member("c3"), listener);

    strange.subscribe(ROOM.value(), Optional.empty(), listener::answered);

    assertThat(listener.told).containsExactly("ROOM_FORBIDDEN");
  }
}
