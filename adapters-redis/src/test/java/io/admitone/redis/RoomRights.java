package io.admitone.redis;

import io.admitone.domain.identity.ClientId;
import io.admitone.domain.room.HistoryOutcome;
import io.admitone.domain.room.Member;
import io.admitone.domain.room.MessageId;
import io.admitone.domain.room.Payload;
import io.admitone.domain.room.Position;
import io.admitone.domain.room.PresenceOutcome;
import io.admitone.domain.room.Publication;
import io.admitone.domain.room.PublishOutcome;
import io.admitone.domain.room.RoomListener;
import io.admitone.domain.room.RoomMessage;
import io.admitone.domain.room.RoomName;
import io.admitone.domain.room.SubscribeOutcome;
import io.admitone.redis.rig.Await;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;

/** All that the service does with rooms in Redis, once; in words, what of it did not work. */
final class RoomRights {
  private static final Duration SOON = Duration.ofSeconds(5);

  private final Redis redis;
  private final Redis other;
  private final RoomName room = new RoomName("rights." + UUID.randomUUID());
  private final List<RoomMessage> heard = new CopyOnWriteArrayList<>();

  private RoomRights(Redis redis, Redis other) {
    this.redis = redis;
    this.other = other;
  }

  static List<String> missed(Redis redis, Redis other) {
    return new RoomRights(redis, other).go();
  }

  private List<String> go() {
    List<String> missed = new ArrayList<>();
    // First what ends at once where a right is missing.
    Optional<Position> before = publish("0");
    if (before.isEmpty()) {
      return List.of("no publication");
    }
    goOn(before, missed);
    return missed;
  }

  private void goOn(Optional<Position> before, List<String> missed) {
    if (!isRead(Optional.empty(), 1)) {
      missed.add("no history");
      return;
    }
    SubscribeOutcome subscribed =
        Instances.join(other.rooms().subscribe(room, new Heard()).outcome());
    if (!(subscribed instanceof SubscribeOutcome.Subscribed)) {
      missed.add("no subscription: " + subscribed);
      return;
    }
    publish("1");
    publish("2");
    expect(missed, "no messages", () -> heard.size() == 2);
    if (!isRead(before, 2)) {
      missed.add("no history since a position");
    }
    comeAndGo(missed);
  }

  private void comeAndGo(List<String> missed) {
    if (Instances.join(redis.rooms().members(room)) instanceof PresenceOutcome.Unavailable) {
      missed.add("no members");
      return;
    }
    Member ada = new Member("ada-1", Optional.empty(), new ClientId("tab"));
    Member bob = new Member("bob-1", Optional.empty(), new ClientId("tab"));
    redis.rooms().join(room, ada);
    expect(missed, "no presence", () -> count() == 1);
    if (missed.isEmpty()) {
      redis.rooms().join(room, bob);
      expect(missed, "no second member", () -> count() == 2);
      redis.rooms().leave(room, bob);
      expect(missed, "no leaving", () -> count() == 1);
    }
  }

  private static void expect(List<String> missed, String what, BooleanSupplier condition) {
    try {
      Await.until(SOON, what, condition);
    } catch (IllegalStateException e) {
      missed.add(what);
    }
  }

  private Optional<Position> publish(String id) {
    Publication publication =
        new Publication(new MessageId(id), Payload.of("1"), Optional.empty(), Instant.EPOCH);
    return Instances.join(redis.rooms().publish(room, publication))
            instanceof PublishOutcome.Published published
        ? Optional.of(published.position())
        : Optional.empty();
  }

  private boolean isRead(Optional<Position> since, int messages) {
    return Instances.join(redis.rooms().history(room, since, 10))
            instanceof HistoryOutcome.Read read
        && read.messages().size() == messages;
  }

  private int count() {
    return Instances.join(redis.rooms().members(room)) instanceof PresenceOutcome.Present present
        ? present.count()
        : -1;
  }

  private final class Heard implements RoomListener {
    @Override
    public void onMessage(RoomMessage message) {
      heard.add(message);
    }

    @Override
    public void onResync(Position from) {
      // Nothing is lost here.
    }
  }
}
