package io.admitone.contract;

import static io.admitone.contract.RoomRule.EPOCH;
import static io.admitone.contract.RoomRule.ONE_LOG;
import static io.admitone.contract.RoomRule.STORED;

import io.admitone.contract.RoomBench.Following;
import io.admitone.domain.room.HistoryOutcome;
import io.admitone.domain.room.Position;
import io.admitone.domain.room.Publication;
import io.admitone.domain.room.RoomMessage;
import io.admitone.domain.room.RoomName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Rules 1, 2 and 4: one log a room, what is acknowledged is in it, and when an epoch ends. */
interface RoomLogRules {
  int CLIENTS = 8;
  int EACH = 10;

  RoomBench bench();

  @Test
  default void numbersMessagesFromOneOn() {
    RoomName room = RoomSamples.room();

    Position first = bench().mustPublish(room);
    Position last = bench().mustPublish(room, 5);

    ONE_LOG.require(first.offset() == 1, "the first message of a room got " + first + ".");
    ONE_LOG.require(last.offset() == 6, "the sixth message of a room got " + last + ".");
  }

  @Test
  default void tellsWhereARoomStandsThatHasHeardNothing() {
    RoomName room = RoomSamples.room();

    Position empty = bench().top(room);
    Position first = bench().mustPublish(room);

    ONE_LOG.require(
        empty.offset() == 0 && first.isRightAfter(empty),
        "a room without a message stood at %s, and its first message got %s."
            .formatted(empty, first));
  }

  @Test
  default void givesManyWhoPublishAtOnceOneOrder() {
    RoomClient client = bench().broker().onOwnThread();

    requireOneOrder(List.of(client));
  }

  @Test
  default void givesManyOnTwoInstancesOneOrder() {
    RoomClient one = bench().broker().onOwnThread();
    RoomClient other = bench().otherInstance().onOwnThread();

    requireOneOrder(List.of(one, other));
  }

  private void requireOneOrder(List<RoomClient> clients) {
    RoomName room = RoomSamples.room();
    List<Following> listeners =
        clients.stream().map(client -> bench().mustListen(client, room, new Ear())).toList();
    List<List<Position>> acks =
        Crowd.of(
            RoomRule.PROMPT,
            CLIENTS,
            i -> {
              RoomClient client = clients.get(i % clients.size());
              return IntStream.range(0, EACH)
                  .mapToObj(n -> bench().mustPublish(client, room, RoomSamples.publication()))
                  .toList();
            });

    List<Position> all = acks.stream().flatMap(List::stream).toList();
    ONE_LOG.require(
        new HashSet<>(all).size() == all.size(),
        "of %d publications at once two got one position.".formatted(all.size()));
    List<RoomMessage> log = bench().mustRead(room, Optional.empty(), 100).messages();
    ONE_LOG.require(
        log.size() == all.size() && log.get(log.size() - 1).position().offset() == all.size(),
        "after %d publications the log had %d messages, the last at %s."
            .formatted(
                all.size(),
                log.size(),
                log.isEmpty() ? "none" : log.get(log.size() - 1).position()));
    for (Following listener : listeners) {
      bench().mustHear(listener, log.get(log.size() - 1).position(), RoomRule.LIVE);
      ONE_LOG.require(
          listener.ear().messages().equals(log), "a listener heard another order than the log's.");
    }
  }

  @Test
  default void keepsWhatItAcknowledged() {
    RoomName room = RoomSamples.room();
    List<RoomMessage> acknowledged = new ArrayList<>();

    for (int i = 0; i < 20; i++) {
      Publication publication = RoomSamples.publication();
      Position at = bench().mustPublish(bench().broker(), room, publication);
      acknowledged.add(new RoomMessage(room, at, publication));
      List<RoomMessage> kept = bench().mustRead(room, Optional.empty(), 100).messages();
      STORED.require(
          kept.equals(acknowledged),
          "right after %d acknowledgements history had %d messages, or others."
              .formatted(acknowledged.size(), kept.size()));
    }
  }

  @Test
  default void keepsWhatItAcknowledgedOverAnOutage() {
    bench().needs(Fault.UNREACHABLE);
    RoomName room = RoomSamples.room();
    Position before = bench().top(room);
    Position last = bench().mustPublish(room, 3);

    bench().begin(Fault.UNREACHABLE);
    bench().broker().publish(room, RoomSamples.publication()).outcome();
    bench().heal();

    HistoryOutcome.Read after = bench().mustRead(room, Optional.of(before), 100);
    STORED.require(
        after.recovered() ? after.messages().size() >= 3 : !after.top().isInEpochOf(last),
        "three messages were acknowledged up to %s; after an outage history from %s on had %d, at %s."
            .formatted(last, before, after.messages().size(), after.top()));
  }

  @Test
  default void beginsANewEpochWhenTheLatestMessageIsLost() {
    bench().needs(Fault.LOSES_LATEST_WRITE);
    RoomName room = RoomSamples.room();
    Position last = bench().mustPublish(room, 3);

    bench().begin(Fault.LOSES_LATEST_WRITE);
    bench().heal();

    Position next = bench().mustPublish(room);
    EPOCH.require(
        !next.isInEpochOf(last),
        "%s was acknowledged and lost with a failover, and the next message got %s."
            .formatted(last, next));
    EPOCH.require(
        !bench().mustRead(room, Optional.of(last), 10).recovered(),
        "a position of the epoch before a failover was recovered.");
  }

  @Test
  default void beginsANewEpochWhenAllIsLost() {
    bench().needs(Fault.LOSES_ALL);
    RoomName room = RoomSamples.room();
    Position last = bench().mustPublish(room, 3);

    bench().begin(Fault.LOSES_ALL);
    bench().heal();

    Position top = bench().top(room);
    EPOCH.require(
        !top.isInEpochOf(last),
        "all messages up to %s were lost, and the room stands at %s.".formatted(last, top));
  }

  @Test
  default void keepsTheEpochWhileSomebodyIsSubscribed() {
    bench().needsMovedTime();
    RoomName room = RoomSamples.room();
    Position before = bench().mustPublish(room);
    Following listener = bench().mustListen(room);

    bench().time().pass(Duration.ofMinutes(30));
    Position after = bench().mustPublish(room);

    EPOCH.require(
        after.isRightAfter(before),
        "half an hour without a message, with a subscriber, led from %s to %s."
            .formatted(before, after));
    bench().mustHear(listener, after, RoomRule.LIVE);
  }
}
