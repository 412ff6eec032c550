package io.admitone.bootstrap;

import com.fasterxml.jackson.databind.JsonNode;
import io.admitone.bootstrap.RoomTruth.Place;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Publishes one message after another by a socket, on a thread of its own, and each again under its
 * id until it is acknowledged; where the socket is gone, by another one. Remembers what was
 * acknowledged.
 */
final class RoomAuthor implements AutoCloseable {
  private static final Duration BETWEEN = Duration.ofMillis(12);
  private static final Duration BEFORE_AGAIN = Duration.ofMillis(50);
  private static final Duration PATIENCE = Duration.ofSeconds(3);
  private static final Duration LOOK_EVERY = Duration.ofMillis(1);

  private final String name;
  private final String token;
  private final List<String> rooms;
  private final Supplier<Visitor> process;
  private final RoomTruth truth;
  private final Random random;
  private final Map<Place, String> acknowledged = new ConcurrentHashMap<>();
  private final Thread thread;
  private Optional<Page> page = Optional.empty();
  private volatile long repeats;
  private volatile boolean enough;

  RoomAuthor(
      String name,
      String token,
      List<String> rooms,
      Supplier<Visitor> process,
      RoomTruth truth,
      long seed) {
    this.name = name;
    this.token = token;
    this.rooms = rooms;
    this.process = process;
    this.truth = truth;
    this.random = new Random(seed);
    this.thread = new Thread(this::publishAll, "author-" + name);
    thread.setDaemon(true);
    thread.start();
  }

  /** The ids of messages, by where they were said to be stored. */
  Map<Place, String> acknowledged() {
    return Map.copyOf(acknowledged);
  }

  /** How often a message was sent that had been sent before. */
  long repeats() {
    return repeats;
  }

  private void publishAll() {
    try {
      for (int number = 0; !enough; number++) {
        publish(rooms.get(random.nextInt(rooms.size())), name + '-' + number);
        LockSupport.parkNanos(BETWEEN.toNanos());
      }
    } catch (RuntimeException | Error e) {
      truth.isWrong(name + " gave up: " + e);
    }
  }

  private void publish(String room, String id) {
    boolean isStored = isAcknowledged(room, id);
    while (!isStored && !enough) {
      repeats++;
      LockSupport.parkNanos(BEFORE_AGAIN.toNanos());
      isStored = isAcknowledged(room, id);
    }
  }

  private boolean isAcknowledged(String room, String id) {
    try {
      Page socket = socket();
      socket.say(
          "{\"type\":\"publish\",\"room\":\"%s\",\"message_id\":\"%s\",\"id\":\"%s\",\"data\":1}"
              .formatted(room, id, id));
      return isAnswerAnAck(socket, id);
    } catch (Exception e) {
      leave();
      return false;
    }
  }

  private Page socket() throws Exception {
    if (page.filter(Page::isOpen).isEmpty()) {
      Visitor chosen = process.get();
      page = Optional.of(chosen.connect("/ws/v2/connect", chosen.ticket(token)));
    }
    return page.get();
  }

  private void leave() {
    page.ifPresent(Page::leave);
    page = Optional.empty();
  }

  /** An answer that does not come in time may come on a connection that is no more. */
  private boolean isAnswerAnAck(Page socket, String id) {
    long begun = System.nanoTime();
    while (socket.isOpen() && System.nanoTime() - begun < PATIENCE.toNanos()) {
      String text = socket.messages().poll();
      if (text == null) {
        LockSupport.parkNanos(LOOK_EVERY.toNanos());
        continue;
      }
      JsonNode message = RoomGuest.parse(text);
      if (message.path("id").asText().equals(id)) {
        return note(message, id);
      }
    }
    leave();
    return false;
  }

  private boolean note(JsonNode answer, String id) {
    if (answer.get("type").textValue().equals("ack")) {
      Place place =
          new Place(
              answer.get("room").textValue(),
              answer.get("epoch").textValue(),
              answer.get("offset").longValue());
      acknowledged.put(place, id);
      truth.says(place, id);
      return true;
    }
    if (!answer.path("error_code").asText().equals("STORE_UNAVAILABLE")) {
      truth.isWrong("instead of an ack: " + answer);
    }
    return false;
  }

  /** Returns when the last message is acknowledged or given up. */
  @Override
  public void close() {
    enough = true;
    try {
      thread.join(Duration.ofSeconds(10).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    leave();
  }
}
