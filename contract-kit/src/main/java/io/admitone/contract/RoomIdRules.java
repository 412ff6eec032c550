package io.admitone.contract;

import static io.admitone.contract.RoomRule.ID_ONCE;

import io.admitone.contract.RoomBench.Following;
import io.admitone.domain.room.MessageId;
import io.admitone.domain.room.Position;
import io.admitone.domain.room.Publication;
import io.admitone.domain.room.PublishOutcome;
import io.admitone.domain.room.RoomBroker;
import io.admitone.domain.room.RoomName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Rule 3: an author's id counts once. */
interface RoomIdRules {
  RoomBench bench();

  @Test
  default void storesARepeatedIdOnceAndLetsItBeHeardOnce() {
    RoomName room = RoomSamples.room();
    Following listener = bench().mustListen(room);
    MessageId id = new MessageId("again");
    Position first = bench().mustPublish(bench().broker(), room, RoomSamples.publication(id));

    PublishOutcome second = bench().broker().publish(room, RoomSamples.publication(id)).outcome();

    requireDuplicate(second, first, "the second publication of an id");
    Position next = bench().mustPublish(room);
    ID_ONCE.require(
        next.isRightAfter(first), "after a repeated id the next message got " + next + ".");
    bench().mustHear(listener, next, RoomRule.LIVE);
    ID_ONCE.require(
        listener.ear().messages().size() == 2,
        "a listener heard " + listener.ear().words() + " of two messages, one published twice.");
  }

  private static void requireDuplicate(PublishOutcome outcome, Position first, String what) {
    ID_ONCE.require(
        outcome instanceof PublishOutcome.Duplicate duplicate && duplicate.position().equals(first),
        "%s, first at %s, was answered with %s.".formatted(what, first, outcome));
  }

  @Test
  default void letsOneOfManyWhoPublishAnIdAtOnceThrough() {
    RoomClient client = bench().broker().onOwnThread();
    RoomName room = RoomSamples.room();

    for (int round = 1; round <= 10; round++) {
      Publication same = RoomSamples.publication(new MessageId("id-" + round));
      List<PublishOutcome> seen =
          Crowd.of(RoomRule.PROMPT, 6, i -> client.publish(room, same).outcome());
      long published = seen.stream().filter(PublishOutcome.Published.class::isInstance).count();
      long duplicates = seen.stream().filter(PublishOutcome.Duplicate.class::isInstance).count();
      ID_ONCE.require(
          published == 1 && duplicates == 5,
          "six publications of one id at once ended as " + seen + ".");
      Position top = bench().top(room);
      ID_ONCE.require(
          top.offset() == round, "after %d ids the log stands at %s.".formatted(round, top));
    }
  }

  @Test
  default void tellsIdsOfDifferentAuthorsApart() {
    RoomName room = RoomSamples.room();
    MessageId id = new MessageId("1");
    bench().mustPublish(bench().broker(), room, RoomSamples.publication(id, "ada"));

    PublishOutcome other =
        bench().broker().publish(room, RoomSamples.publication(id, "bob")).outcome();
    Publication nameless = RoomSamples.publication(id);
    PublishOutcome nobody =
        bench()
            .broker()
            .publish(
                room, new Publication(id, nameless.data(), Optional.empty(), nameless.timestamp()))
            .outcome();

    ID_ONCE.require(
        other instanceof PublishOutcome.Published && nobody instanceof PublishOutcome.Published,
        "one id of three authors was answered with %s and %s.".formatted(other, nobody));
  }

  @Test
  default void tellsIdsOfDifferentRoomsApart() {
    MessageId id = new MessageId("1");
    bench().mustPublish(bench().broker(), RoomSamples.room(), RoomSamples.publication(id));

    PublishOutcome other =
        bench().broker().publish(RoomSamples.room(), RoomSamples.publication(id)).outcome();

    ID_ONCE.require(
        other instanceof PublishOutcome.Published,
        "an id that was published in another room was answered with " + other + ".");
  }

  @Test
  default void remembersAnIdForTwoMinutes() {
    bench().needsMovedTime();
    RoomName room = RoomSamples.room();
    MessageId id = new MessageId("again");
    Position first = bench().mustPublish(bench().broker(), room, RoomSamples.publication(id));

    bench().time().pass(RoomBroker.ID_REMEMBERED.minusSeconds(1));
    bench().mustPublish(room);
    PublishOutcome again = bench().broker().publish(room, RoomSamples.publication(id)).outcome();

    requireDuplicate(again, first, "a publication of an id after 1 min 59 s");
  }

  @Test
  default void forgetsAnIdAfterTwoMinutes() {
    bench().needsMovedTime();
    RoomName room = RoomSamples.room();
    MessageId id = new MessageId("again");
    bench().mustPublish(bench().broker(), room, RoomSamples.publication(id));

    Duration granularity = bench().capabilities().timeGranularity();
    bench().time().pass(RoomBroker.ID_REMEMBERED.minusSeconds(60));
    bench().broker().publish(room, RoomSamples.publication(id)).outcome();
    bench().time().pass(granularity.plusSeconds(60));
    PublishOutcome again = bench().broker().publish(room, RoomSamples.publication(id)).outcome();

    ID_ONCE.require(
        again instanceof PublishOutcome.Published,
        "an id that was first published two minutes ago was answered with " + again + ".");
  }

  @Test
  default void remembersAnIdThroughEveryInstance() {
    RoomClient other = bench().otherInstance();
    RoomName room = RoomSamples.room();
    MessageId id = new MessageId("again");
    Position first = bench().mustPublish(bench().broker(), room, RoomSamples.publication(id));

    PublishOutcome again = other.publish(room, RoomSamples.publication(id)).outcome();

    requireDuplicate(again, first, "a publication of an id through another instance");
  }
}
