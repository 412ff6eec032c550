package io.admitone.ws;

import static org.assertj.core.api.Assertions.assertThat;

import io.admitone.application.connection.CloseCode;
import io.admitone.application.telemetry.TelemetryEvent.Closing;
import io.admitone.application.telemetry.TelemetryEvent.ConnectionClosed;
import io.admitone.domain.room.MessageId;
import io.admitone.domain.room.Payload;
import io.admitone.domain.room.Publication;
import io.admitone.domain.room.RoomName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A room in which a few do not read: they are sent away, and nobody else misses anything. {@code
 * -Dadmitone.readers=990} makes the others more.
 */
@ExtendWith(NoLeaks.class)
class SlowSubscribersIT {
  private static final int READERS = Integer.getInteger("admitone.readers", 140);
  private static final int SLOW = 10;
  private static final String ROOM = "public.news";
  private static final int MOST_MESSAGES = 400;

  /** A few of them may wait for a socket; the kernel holds some more. */
  private static final String TEXT = "n".repeat(16_000);

  private final TestServer server =
      TestServer.start(
          new TestPolicy()
              .quiet()
              .sendQueueBytes(100_000)
              .closeTimeout(Duration.ofMillis(200))
              .build());

  private final List<RoomClient> clients = new ArrayList<>();

  @AfterEach
  void stop() {
    clients.forEach(RoomClient::close);
    server.close();
  }

  @Test
  void areSentAwayWhileTheOthersHearEveryMessage() {
    enter(SLOW);
    List<RoomClient> readers = enter(READERS);

    int messages = 0;
    while (server.connections.count() > READERS) {
      String data = "{\"n\":" + ++messages + ",\"text\":\"" + TEXT + "\"}";
      publish(data);
      for (RoomClient reader : readers) {
        // Not by an assertion on the text, which would print all of it.
        assertThat(heard(reader).endsWith("\"data\":" + data + ",\"from\":{}}")).isTrue();
      }
      assertThat(messages).isLessThan(MOST_MESSAGES);
    }

    List<ConnectionClosed> gone = server.events.of(ConnectionClosed.class);
    assertThat(gone)
        .hasSize(SLOW)
        .allMatch(closed -> closed.closing().equals(Closing.byServer(CloseCode.SLOW_CONSUMER)));
    assertThat(server.connections.count()).isEqualTo(READERS);
  }

  private List<RoomClient> enter(int count) {
    List<RoomClient> entered = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      RoomClient client = RoomClient.anonymous(server);
      clients.add(client);
      client.enter(ROOM);
      entered.add(client);
    }
    return entered;
  }

  /** The next message of the room, as it came. */
  private static String heard(RoomClient reader) {
    String message = reader.raw().message();
    while (message.startsWith("{\"type\":\"ping\"")) {
      message = reader.raw().message();
    }
    return message;
  }

  private void publish(String data) {
    server.rooms.broker.publish(
        new RoomName(ROOM),
        new Publication(MessageId.random(), Payload.of(data), Optional.empty(), Instant.now()));
  }
}
