package io.admitone.contract;

import static io.admitone.contract.RoomRule.HISTORY;
import static io.admitone.contract.RoomRule.LIVE;
import static io.admitone.contract.RoomRule.ONE_LOG;
import static io.admitone.contract.RoomRule.TROUBLE;

import io.admitone.contract.RoomClient.Listening;
import io.admitone.domain.room.BrokerCapabilities;
import io.admitone.domain.room.HistoryOutcome;
import io.admitone.domain.room.Position;
import io.admitone.domain.room.PresenceOutcome;
import io.admitone.domain.room.Publication;
import io.admitone.domain.room.PublishOutcome;
import io.admitone.domain.room.RoomBroker;
import io.admitone.domain.room.RoomName;
import io.admitone.domain.room.SubscribeOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/** What one case has at hand. The broker is opened when the case first asks for it. */
final class RoomBench {
  private final RoomBrokerContract fixture;
  private final List<RoomBroker> opened = new ArrayList<>();
  private RoomClient client;
  private boolean inTrouble;

  RoomBench(RoomBrokerContract fixture) {
    this.fixture = fixture;
  }

  /** The broker under test. */
  RoomClient broker() {
    if (client == null) {
      client = anotherBroker();
    }
    return client;
  }

  /** One more broker on the same backend. */
  RoomClient anotherBroker() {
    RoomBroker broker = fixture.openBroker(RoomSamples.retention());
    opened.add(broker);
    return RoomClient.of(broker);
  }

  /** One more broker on the same backend, or the case ends as not verified. */
  RoomClient otherInstance() {
    broker();
    NotVerified.unless(
        capabilities().sharedAcrossProcesses(),
        "the broker declares that instances share no rooms");
    return anotherBroker();
  }

  BrokerCapabilities capabilities() {
    return broker().broker().capabilities();
  }

  StoreTime time() {
    return fixture.time();
  }

  RoomBackstage backstage() {
    return fixture.backstage();
  }

  /** Time that is too long to be waited for has to be moved. */
  void needsMovedTime() {
    NotVerified.unless(
        time().isMoved(), "the fixture cannot move time, and minutes are too long to wait");
  }

  boolean comes(BooleanSupplier what) {
    return Poll.until(fixture.patience(), what);
  }

  Position mustPublish(RoomName room) {
    return mustPublish(broker(), room, RoomSamples.publication());
  }

  /** Publishes what was never published; a broker in good health has no reason not to. */
  Position mustPublish(RoomClient with, RoomName room, Publication publication) {
    PublishOutcome outcome = with.publish(room, publication).outcome();
    TROUBLE.require(
        outcome instanceof PublishOutcome.Published,
        "a broker in good health answered a new publication with " + outcome + ".");
    return ((PublishOutcome.Published) outcome).position();
  }

  /** Publishes so many, and says where the last one is. */
  Position mustPublish(RoomName room, int messages) {
    Position last = mustPublish(room);
    for (int i = 1; i < messages; i++) {
      Position next = mustPublish(room);
      ONE_LOG.require(next.isRightAfter(last), "after " + last + " came " + next + ".");
      last = next;
    }
    return last;
  }

  HistoryOutcome.Read mustRead(RoomName room, Optional<Position> since, int limit) {
    return mustRead(broker(), room, since, limit);
  }

  HistoryOutcome.Read mustRead(
      RoomClient with, RoomName room, Optional<Position> since, int limit) {
    HistoryOutcome outcome = with.history(room, since, limit).outcome();
    TROUBLE.require(
        outcome instanceof HistoryOutcome.Read,
        "a broker in good health answered a question for history with " + outcome + ".");
    HistoryOutcome.Read read = (HistoryOutcome.Read) outcome;
    HISTORY.require(
        read.recovered() || read.messages().isEmpty(),
        "history brought messages and said that it was not recovered.");
    return read;
  }

  Position top(RoomName room) {
    return mustRead(room, Optional.empty(), 0).top();
  }

  /** Subscribes, and says from where on. */
  Following mustListen(RoomName room) {
    return mustListen(broker(), room, new Ear());
  }

  Following mustListen(RoomClient with, RoomName room, Ear ear) {
    Listening listening = with.subscribe(room, ear);
    SubscribeOutcome outcome = listening.call().outcome();
    TROUBLE.require(
        outcome instanceof SubscribeOutcome.Subscribed,
        "a broker in good health answered a subscription with " + outcome + ".");
    return new Following(listening, ((SubscribeOutcome.Subscribed) outcome).from(), ear, room);
  }

  /** Fails the case unless the listener hears all up to here, without a gap. */
  void mustHear(Following who, Position upTo, RoomRule rule) {
    boolean came = comes(() -> who.ear.end(who.from).equals(upTo));
    rule.require(
        came,
        "a listener from %s on was to hear everything up to %s, and heard %s."
            .formatted(who.from, upTo, who.ear.words()));
    mustHaveNoGap(who);
  }

  void mustHaveNoGap(Following who) {
    LIVE.require(
        who.ear.isWithoutAGapFrom(who.from),
        "a listener from %s on heard %s.".formatted(who.from, who.ear.words()));
  }

  PresenceOutcome.Present mustSee(RoomClient with, RoomName room) {
    PresenceOutcome outcome = with.members(room).outcome();
    TROUBLE.require(
        outcome instanceof PresenceOutcome.Present,
        "a broker in good health answered a question for members with " + outcome + ".");
    return (PresenceOutcome.Present) outcome;
  }

  /** Breaks the backend, or ends the case as not verified. */
  void begin(Fault fault) {
    needs(fault);
    inTrouble = true;
    fixture.faults().begin(fault);
  }

  boolean canCause(Fault fault) {
    return fixture.faults().possible().contains(fault);
  }

  void needs(Fault fault) {
    NotVerified.unless(canCause(fault), "the fixture cannot make the backend " + fault.words());
  }

  /** Heals the backend and waits until the broker has noticed. */
  void heal() {
    inTrouble = false;
    fixture.faults().end();
    Duration recovery = fixture.faults().recovery();
    RoomName elsewhere = RoomSamples.room();
    boolean serves =
        opened.stream()
            .map(broker -> RoomClient.of(broker))
            .allMatch(each -> Poll.until(recovery, () -> serves(each, elsewhere)));
    TROUBLE.require(
        serves,
        "%d ms after its backend was well again a broker did not serve."
            .formatted(recovery.toMillis()));
  }

  private static boolean serves(RoomClient client, RoomName room) {
    return client.history(room, Optional.empty(), 0).outcome() instanceof HistoryOutcome.Read;
  }

  Duration recovery() {
    return fixture.faults().recovery();
  }

  long counted(OptionalLong count, String what) {
    NotVerified.unless(count.isPresent(), "the fixture cannot count " + what);
    return count.getAsLong();
  }

  void close() {
    if (inTrouble) {
      fixture.faults().end();
    }
    opened.forEach(RoomBench::closeQuietly);
  }

  /** How a broker closes is judged by cases of its own; here it must only not stop the kit. */
  private static void closeQuietly(RoomBroker broker) {
    CompletableFuture<Void> closed = new CompletableFuture<>();
    Call.inBackground(
        () -> {
          try {
            broker.close();
            closed.complete(null);
          } catch (Throwable thrown) {
            closed.completeExceptionally(thrown);
          }
        });
    Poll.until(Poll.CLEANING_UP, closed::isDone);
  }

  /** A subscription that stands. */
  record Following(Listening listening, Position from, Ear ear, RoomName room) {}
}
