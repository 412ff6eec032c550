package io.admitone.redis;

import io.admitone.domain.identity.UserId;
import io.admitone.domain.room.MessageId;
import io.admitone.domain.room.Payload;
import io.admitone.domain.room.Position;
import io.admitone.domain.room.Publication;
import io.admitone.domain.room.PublishOutcome;
import io.admitone.domain.room.RoomBroker;
import io.admitone.domain.room.RoomMessage;
import io.admitone.domain.room.RoomName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * Publishes one message after the other on a thread of its own, and each again under its id until
 * somebody says where it is. Remembers what was acknowledged.
 */
final class RoomPublisher implements AutoCloseable {
  private static final Duration BETWEEN = Duration.ofMillis(4);
  private static final Duration BEFORE_AGAIN = Duration.ofMillis(50);

  private final String name;
  private final RoomBroker broker;
  private final List<RoomName> rooms;
  private final Random random;
  private final Queue<RoomMessage> acknowledged = new ConcurrentLinkedQueue<>();
  private final Thread thread;
  private volatile boolean enough;
  private volatile Optional<Throwable> broken = Optional.empty();

  RoomPublisher(String name, RoomBroker broker, List<RoomName> rooms, long seed) {
    this.name = name;
    this.broker = broker;
    this.rooms = rooms;
    this.random = new Random(seed);
    this.thread = new Thread(this::publishAll, "publisher-" + name);
    thread.setDaemon(true);
    thread.start();
  }

  /** With the positions that the acknowledgements named. */
  List<RoomMessage> acknowledged() {
    return List.copyOf(acknowledged);
  }

  Optional<Throwable> broken() {
    return broken;
  }

  private void publishAll() {
    try {
      for (int number = 0; !enough; number++) {
        RoomName room = rooms.get(random.nextInt(rooms.size()));
        publish(room, publication(number));
        LockSupport.parkNanos(BETWEEN.toNanos());
      }
    } catch (RuntimeException | Error e) {
      broken = Optional.of(e);
    }
  }

  private Publication publication(int number) {
    return new Publication(
        new MessageId(name + '-' + number),
        Payload.of("{\"n\":" + number + '}'),
        Optional.of(new UserId(name)),
        Instant.ofEpochMilli(number));
  }

  private void publish(RoomName room, Publication publication) {
    Optional<Position> at = Optional.empty();
    while (at.isEmpty() && !enough) {
      at = place(Instances.join(broker.publish(room, publication)));
      if (at.isEmpty()) {
        LockSupport.parkNanos(BEFORE_AGAIN.toNanos());
      }
    }
    at.ifPresent(position -> acknowledged.add(new RoomMessage(room, position, publication)));
  }

  private static Optional<Position> place(PublishOutcome outcome) {
    return outcome.fold(
        published -> Optional.of(published.position()),
        duplicate -> Optional.of(duplicate.position()),
        unavailable -> Optional.empty(),
        indeterminate -> Optional.empty());
  }

  /** Returns when the last message is acknowledged or given up. */
  @Override
  public void close() {
    enough = true;
    try {
      thread.join(Instances.LIMIT.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
