package io.admitone.contract;

import static io.admitone.contract.RoomRule.EPOCH;
import static io.admitone.contract.RoomRule.HEALS;
import static io.admitone.contract.RoomRule.SAID;

import io.admitone.contract.RoomBench.Following;
import io.admitone.domain.room.Position;
import io.admitone.domain.room.RoomName;
import org.junit.jupiter.api.Test;

/** Rules 8 and 9, in trouble: what listeners hear after a loss. */
interface RoomHealingRules {
  RoomBench bench();

  @Test
  default void hearsOnAfterAnOutage() {
    hearsOnAfter(Fault.UNREACHABLE);
  }

  @Test
  default void hearsOnAfterAHang() {
    hearsOnAfter(Fault.HANGING);
  }

  private void hearsOnAfter(Fault fault) {
    bench().needs(fault);
    RoomName room = RoomSamples.room();
    Following listener = bench().mustListen(room);
    bench().mustHear(listener, bench().mustPublish(room), RoomRule.LIVE);

    bench().begin(fault);
    bench().broker().publish(room, RoomSamples.publication()).outcome();
    bench().heal();
    Position last = bench().mustPublish(room, 2);

    bench().mustHear(listener, last, HEALS);
    SAID.require(
        listener.ear().resyncs().isEmpty() || !last.isInEpochOf(listener.from()),
        "nothing was lost, and a listener heard " + listener.ear().words() + ".");
  }

  @Test
  default void findsOutThatASubscriptionIsDead() {
    RoomName room = RoomSamples.room();
    Following listener = deafened(room);
    Position last = bench().mustPublish(room, 3);

    bench().time().pass(bench().capabilities().deafnessBound());

    bench().mustHear(listener, last, HEALS);
    SAID.require(
        listener.ear().resyncs().isEmpty(),
        "history had all that a dead subscription missed, and a listener heard "
            + listener.ear().words()
            + ".");
  }

  private Following deafened(RoomName room) {
    bench().needs(Fault.DEAFENS_SUBSCRIPTIONS);
    Following listener = bench().mustListen(room);
    bench().mustHear(listener, bench().mustPublish(room), RoomRule.LIVE);
    bench().begin(Fault.DEAFENS_SUBSCRIPTIONS);
    return listener;
  }

  @Test
  default void hearsInOrderWhenADeadSubscriptionIsRenewed() {
    RoomName room = RoomSamples.room();
    Following listener = deafened(room);
    bench().mustPublish(room, 3);
    bench().time().pass(bench().capabilities().deafnessBound());
    boolean renewed = bench().comes(() -> listener.ear().count() >= 4);

    Position last = bench().mustPublish(room, 3);

    HEALS.require(renewed, "a dead subscription was not renewed in time.");
    bench().mustHear(listener, last, HEALS);
  }

  @Test
  default void saysSoWhereHistoryDoesNotReachBack() {
    RoomName room = RoomSamples.smallRoom();
    Following listener = deafened(room);
    Position last = bench().mustPublish(room, RoomSamples.FEW + 3);

    bench().time().pass(bench().capabilities().deafnessBound());

    bench().mustHear(listener, last, SAID);
    SAID.require(
        listener.ear().resyncs().size() == 1,
        "messages were missed that history had no more, and a listener heard "
            + listener.ear().words()
            + ".");
  }

  @Test
  default void saysSoWhereAllIsLost() {
    bench().needs(Fault.LOSES_ALL);
    RoomName room = RoomSamples.room();
    Following listener = bench().mustListen(room);
    Position before = bench().mustPublish(room, 3);
    bench().mustHear(listener, before, RoomRule.LIVE);

    bench().begin(Fault.LOSES_ALL);
    bench().heal();
    Position last = bench().mustPublish(room, 2);

    EPOCH.require(
        !last.isInEpochOf(before),
        "all up to %s was lost, and the next messages led to %s.".formatted(before, last));
    bench().mustHear(listener, last, SAID);
    SAID.require(
        listener.ear().resyncs().size() == 1,
        "all was lost once, and a listener heard " + listener.ear().words() + ".");
  }

  @Test
  default void saysSoWhereTheLatestMessageIsLost() {
    bench().needs(Fault.LOSES_LATEST_WRITE);
    RoomName room = RoomSamples.room();
    Following listener = bench().mustListen(room);
    Position before = bench().mustPublish(room, 3);
    bench().mustHear(listener, before, RoomRule.LIVE);

    bench().begin(Fault.LOSES_LATEST_WRITE);
    bench().heal();
    Position last = bench().mustPublish(room, 2);

    bench().mustHear(listener, last, SAID);
    SAID.require(
        !listener.ear().resyncs().isEmpty(),
        "a message that was heard is lost, and a listener heard " + listener.ear().words() + ".");
  }
}
