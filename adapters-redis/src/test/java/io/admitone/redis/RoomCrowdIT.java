package io.admitone.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.admitone.domain.room.HistoryOutcome;
import io.admitone.domain.room.Position;
import io.admitone.domain.room.Retention;
import io.admitone.domain.room.RetentionRules;
import io.admitone.domain.room.RoomBroker;
import io.admitone.domain.room.RoomMessage;
import io.admitone.domain.room.RoomName;
import io.admitone.redis.rig.Await;
import io.admitone.redis.rig.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A storm: 200 visitors of 8 rooms who come and go at random, hundreds a second, on three brokers
 * with one Redis, while three publish. Everybody's view is held against the log. What becomes of it
 * when Redis fails is asked with whole processes, by {@code RoomCrowdEndToEndTest}.
 *
 * <p>The seed is in {@code admitone.rooms.seed}.
 */
@Tag("long")
final class RoomCrowdIT {
  private static final int VISITORS = 200;
  private static final int BROKERS = 3;
  private static final Duration SPAN = Duration.ofSeconds(4);
  private static final long SEED = Long.getLong("admitone.rooms.seed", System.nanoTime());

  /** Generous, so that only a new epoch may cost anybody anything. */
  private static final RetentionRules KEEPS_ALL =
      new RetentionRules(List.of(), new Retention(10_000, Duration.ofHours(1)));

  private final Random random = new Random(SEED);
  private final Instances instances = new Instances();
  private final List<RoomBroker> brokers = new ArrayList<>();
  private final List<RoomName> rooms =
      IntStream.range(0, 8).mapToObj(i -> new RoomName("crowd." + i)).toList();
  private final List<RoomVisitor> visitors =
      IntStream.range(0, VISITORS)
          .mapToObj(i -> new RoomVisitor(rooms.get(i % rooms.size())))
          .toList();
  private final List<RoomPublisher> publishers = new ArrayList<>();

  @AfterEach
  void close() {
    publishers.forEach(RoomPublisher::close);
    instances.close();
  }

  @Test
  void nobodyMissesOrRepeatsAnythingHoweverTheyComeAndGo() {
    try (RedisServer server = RedisServer.start()) {
      openBrokers(server);

      comeAndGo();

      assertThat(judge()).as("resyncs although nothing was lost, seed %d", SEED).isZero();
    }
  }

  private void openBrokers(RedisServer server) {
    for (int i = 0; i < BROKERS; i++) {
      brokers.add(instances.connect(server.uri(), KEEPS_ALL).rooms());
    }
    for (int i = 0; i < BROKERS; i++) {
      publishers.add(new RoomPublisher("p" + i, brokers.get(i), rooms, SEED + i));
    }
  }

  private void comeAndGo() {
    long end = System.nanoTime() + SPAN.toNanos();
    Await.until(
        SPAN.plusSeconds(60),
        "the end of the coming and going",
        () -> {
          for (int i = 0; i < 4; i++) {
            turn(visitors.get(random.nextInt(VISITORS)));
          }
          return System.nanoTime() > end;
        });
  }

  private void turn(RoomVisitor visitor) {
    if (visitor.isThere()) {
      visitor.go();
    } else {
      visitor.come(brokers.get(random.nextInt(brokers.size())));
    }
  }

  /**
   * Lets everybody come to the end, and holds what they know against the log.
   *
   * @return how many resyncs there were
   */
  private int judge() {
    publishers.forEach(RoomPublisher::close);
    Map<RoomName, HistoryOutcome.Read> logs =
        rooms.stream().collect(Collectors.toMap(Function.identity(), this::read));
    for (RoomVisitor visitor : visitors) {
      Position top = logs.get(visitor.room()).top();
      Await.until(
          Duration.ofSeconds(30),
          "at %s in %s, but at %s; seed %d".formatted(top, visitor.room(), visitor.known(), SEED),
          () -> isAt(visitor, top));
    }
    RoomTruth truth = new RoomTruth();
    logs.values().forEach(log -> truth.add(log.messages()));
    publishers.forEach(publisher -> truth.add(publisher.acknowledged()));
    visitors.forEach(visitor -> truth.add(messages(visitor)));
    truth.mustHaveEachIdOnce();
    publishers.forEach(publisher -> mustBeStored(publisher, logs));
    return visitors.stream().mapToInt(RoomTruth::mustBeWithoutAGap).sum();
  }

  private HistoryOutcome.Read read(RoomName room) {
    List<HistoryOutcome.Read> found = new ArrayList<>();
    Await.until(
        Duration.ofSeconds(30),
        "well again",
        () -> {
          HistoryOutcome outcome =
              Instances.join(brokers.get(0).history(room, Optional.empty(), RoomBroker.MAX_PAGE));
          return outcome.fold(found::add, unavailable -> false);
        });
    return found.get(0);
  }

  /** Comes once more, wherever it was; what it hears at last is the end of the log. */
  private boolean isAt(RoomVisitor visitor, Position top) {
    if (!visitor.isThere()) {
      visitor.come(brokers.get(random.nextInt(brokers.size())));
    }
    return visitor.known().filter(top::equals).isPresent();
  }

  private static List<RoomMessage> messages(RoomVisitor visitor) {
    return visitor.told().stream()
        .filter(RoomMessage.class::isInstance)
        .map(RoomMessage.class::cast)
        .toList();
  }

  private static void mustBeStored(
      RoomPublisher publisher, Map<RoomName, HistoryOutcome.Read> logs) {
    assertThat(publisher.broken()).isEmpty();
    assertThat(publisher.acknowledged()).isNotEmpty();
    for (RoomMessage message : publisher.acknowledged()) {
      HistoryOutcome.Read log = logs.get(message.room());
      boolean isOfThisEpoch = message.position().isInEpochOf(log.top());
      boolean isInReach = message.position().offset() > log.top().offset() - log.messages().size();
      if (isOfThisEpoch && isInReach) {
        assertThat(log.messages()).contains(message);
      }
      assertThat(isOfThisEpoch && message.position().isAfter(log.top())).isFalse();
    }
  }
}
