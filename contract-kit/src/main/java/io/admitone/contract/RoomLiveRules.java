package io.admitone.contract;

import static io.admitone.contract.RoomRule.LISTENERS;
import static io.admitone.contract.RoomRule.LIVE;
import static io.admitone.contract.RoomRule.SAID;

import io.admitone.contract.RoomBench.Following;
import io.admitone.domain.room.HistoryOutcome;
import io.admitone.domain.room.Position;
import io.admitone.domain.room.RoomMessage;
import io.admitone.domain.room.RoomName;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Rules 7, 8 and 10, in good health: what listeners hear, and what they take from each other. */
interface RoomLiveRules {
  /** At most some thousands a second. */
  long BETWEEN_PUBLICATIONS_NS = 100_000;

  RoomBench bench();

  @Test
  default void letsAListenerHearEachMessageOnceAndInOrder() {
    RoomName room = RoomSamples.room();
    Following listener = bench().mustListen(room);

    Position last = bench().mustPublish(room, 50);

    bench().mustHear(listener, last, LIVE);
    LIVE.require(
        listener.ear().messages().size() == 50 && listener.ear().count() == 50,
        "of 50 messages a listener heard " + listener.ear().words() + ".");
    SAID.require(
        listener.ear().resyncs().isEmpty(), "a listener to whom nothing was lost was told so.");
  }

  @Test
  default void letsAListenerHearWhatComesAfterItsPositionAlone() {
    RoomName room = RoomSamples.room();
    Position before = bench().mustPublish(room, 3);

    Following listener = bench().mustListen(room);
    Position after = bench().mustPublish(room);

    LIVE.require(
        listener.from().equals(before),
        "a subscription to a room that stood at %s began at %s."
            .formatted(before, listener.from()));
    bench().mustHear(listener, after, LIVE);
    LIVE.require(
        listener.ear().count() == 1,
        "a listener that came after three messages and before one heard "
            + listener.ear().words()
            + ".");
  }

  @Test
  default void letsListenersOfEveryInstanceHear() {
    RoomClient other = bench().otherInstance();
    RoomName room = RoomSamples.room();
    Following here = bench().mustListen(room);
    Following there = bench().mustListen(other, room, new Ear());

    bench().mustPublish(room, 5);
    Position last = bench().mustPublish(other, room, RoomSamples.publication());

    bench().mustHear(here, last, LIVE);
    bench().mustHear(there, last, LIVE);
    LIVE.require(
        here.ear().messages().equals(there.ear().messages()),
        "listeners of two instances heard different things.");
  }

  @Test
  default void leavesNoGapBetweenHistoryAndASubscription() {
    RoomName room = RoomSamples.longRoom();
    RoomClient publisher = bench().broker().onOwnThread();
    AtomicBoolean enough = new AtomicBoolean();
    CompletableFuture<Void> end = new CompletableFuture<>();
    Call.inBackground(
        () -> {
          try {
            for (int i = 0; i < 5_000 && !enough.get(); i++) {
              publisher.publish(room, RoomSamples.publication()).outcome();
              // In good health, but not as fast as it goes: those who come need their turn too.
              LockSupport.parkNanos(BETWEEN_PUBLICATIONS_NS);
            }
            end.complete(null);
          } catch (Throwable thrown) {
            end.completeExceptionally(thrown);
          }
        });
    List<Following> listeners = Stream.generate(() -> bench().mustListen(room)).limit(15).toList();
    enough.set(true);
    LIVE.require(
        bench().comes(end::isDone) && !end.isCompletedExceptionally(),
        "publications beside subscriptions did not end.");
    Position last = bench().mustPublish(room, 40);

    for (Following listener : listeners) {
      bench().mustHear(listener, last, LIVE);
      SAID.require(
          listener.ear().resyncs().isEmpty(), "a listener to whom nothing was lost was told so.");
    }
  }

  @Test
  default void readsNoLessThanAListenerHasHeard() {
    RoomName room = RoomSamples.room();
    CompletableFuture<HistoryOutcome> read = new CompletableFuture<>();
    Ear ear =
        new Ear() {
          @Override
          public void onMessage(RoomMessage message) {
            super.onMessage(message);
            bench()
                .broker()
                .broker()
                .history(room, Optional.empty(), 10)
                .thenAccept(read::complete);
          }
        };
    bench().mustListen(bench().broker(), room, ear);

    Position at = bench().mustPublish(room);

    LIVE.require(bench().comes(read::isDone), "a listener that asked for history got no answer.");
    LIVE.require(
        read.join() instanceof HistoryOutcome.Read found
            && !found.top().equals(new Position(at.epoch(), 0)),
        "a message was heard that history did not know.");
  }

  @Test
  default void callsAListenerForOneThingAtATime() {
    RoomName room = RoomSamples.room();
    RoomClient client = bench().broker().onOwnThread();
    Ear slow =
        new Ear() {
          @Override
          void dwell() {
            LockSupport.parkNanos(100_000);
          }
        };
    Following listener = bench().mustListen(bench().broker(), room, slow);

    Crowd.of(
        RoomRule.PROMPT,
        6,
        i -> {
          for (int n = 0; n < 15; n++) {
            client.publish(room, RoomSamples.publication()).outcome();
          }
          return i;
        });

    bench().mustHear(listener, bench().top(room), LIVE);
    LISTENERS.require(
        !listener.ear().wasCalledTwiceAtOnce(), "a listener was called by two threads at once.");
  }

  @Test
  default void goesOnWhenAListenerThrows() {
    RoomName room = RoomSamples.room();
    Ear thrower =
        new Ear() {
          @Override
          public void onMessage(RoomMessage message) {
            super.onMessage(message);
            throw new IllegalStateException("a listener of the kit, on purpose");
          }
        };
    Following throwing = bench().mustListen(bench().broker(), room, thrower);
    Following other = bench().mustListen(room);

    Position last = bench().mustPublish(room, 3);

    bench().mustHear(other, last, LISTENERS);
    bench().mustHear(throwing, last, LISTENERS);
  }

  @Test
  default void letsNothingBeHeardAfterCancel() {
    RoomName room = RoomSamples.room();
    Following leaving = bench().mustListen(room);
    Following staying = bench().mustListen(room);
    Position before = bench().mustPublish(room);
    bench().mustHear(leaving, before, LIVE);

    leaving.listening().cancel();
    leaving.listening().cancel();
    Position after = bench().mustPublish(room, 2);

    bench().mustHear(staying, after, LISTENERS);
    LISTENERS.require(
        leaving.ear().count() == 1,
        "a listener that had cancelled after one message heard " + leaving.ear().words() + ".");
  }

  @Test
  default void letsARoomBeHeardAgainAfterItsLastListenerHasLeft() {
    RoomName room = RoomSamples.room();
    for (int round = 0; round < 5; round++) {
      Following leaving = bench().mustListen(room);
      bench().mustHear(leaving, bench().mustPublish(room), LIVE);
      leaving.listening().cancel();
    }
    Following leaving = bench().mustListen(room);
    leaving.listening().cancel();
    Following coming = bench().mustListen(room);

    Position last = bench().mustPublish(room, 2);

    bench().mustHear(coming, last, LISTENERS);
  }

  @Test
  default void servesOneListenerInTwoPlacesAsTwo() {
    RoomName room = RoomSamples.room();
    RoomName elsewhere = RoomSamples.room();
    Following here = bench().mustListen(room);
    Following there = bench().mustListen(elsewhere);

    Position one = bench().mustPublish(room);
    there.listening().cancel();
    Position two = bench().mustPublish(room);
    bench().mustPublish(elsewhere);

    bench().mustHear(here, one.offset() > two.offset() ? one : two, LISTENERS);
    LISTENERS.require(
        there.ear().count() == 0,
        "a listener that had left its room heard " + there.ear().words() + ".");
  }

  @Test
  default void letsAListenerPublish() {
    RoomName room = RoomSamples.room();
    AtomicBoolean answered = new AtomicBoolean();
    Ear answering =
        new Ear() {
          @Override
          public void onMessage(RoomMessage message) {
            super.onMessage(message);
            if (answered.compareAndSet(false, true)) {
              bench().broker().broker().publish(room, RoomSamples.publication());
            }
          }
        };
    Following first = bench().mustListen(bench().broker(), room, answering);
    Following second = bench().mustListen(room);

    Position said = bench().mustPublish(room);

    bench().mustHear(first, said.next(), LISTENERS);
    bench().mustHear(second, said.next(), LISTENERS);
  }
}
