package io.admitone.ws;

import static org.assertj.core.api.Assertions.assertThat;

import io.admitone.application.connection.ClientRole;
import io.admitone.application.connection.ConnectionId;
import io.admitone.application.connection.ConnectionInfo;
import io.admitone.application.connection.Endpoint;
import io.admitone.application.connection.OpenConnections;
import io.admitone.application.connection.ReconnectPolicy;
import io.admitone.application.connection.SessionMessageRate;
import io.admitone.domain.identity.ClientId;
import io.admitone.domain.readiness.ReadinessSource;
import io.admitone.domain.readiness.StoreState;
import io.admitone.domain.room.MessageId;
import io.admitone.domain.room.Payload;
import io.admitone.domain.room.Publication;
import io.admitone.domain.room.RoomName;
import io.admitone.memory.SystemClock;
import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One message to many sockets, each on an event loop of its own. */
class FanOutTest {
  private static final int SOCKETS = 100;
  private static final String ROOM = "public.news";

  private final SystemClock clock = new SystemClock();
  private final RecordedEvents events = new RecordedEvents();
  private final ReadinessSource readiness =
      new ReadinessSource("memory", StoreState.CONNECTED, clock, e -> {});
  private final TestRooms rooms = new TestRooms(readiness, events);
  private final Sockets sockets =
      new Sockets(
          new TestPolicy().quiet().build(),
          ReconnectPolicy.USUAL,
          new OpenConnections(),
          readiness,
          events,
          clock,
          SessionMessageRate.UNLIMITED,
          List.of());
  private final List<EmbeddedChannel> channels = new ArrayList<>();

  @BeforeEach
  void subscribe() {
    for (int i = 0; i < SOCKETS; i++) {
      channels.add(subscriber("c-" + i));
    }
  }

  @AfterEach
  void close() {
    channels.forEach(EmbeddedChannel::finishAndReleaseAll);
    rooms.close();
  }

  @Test
  void encodesAMessageOnceForAllWhoHearIt() {
    publish("{\"n\":1}");

    List<ByteBuf> heard = channels.stream().map(FanOutTest::onlyFrame).toList();

    assertThat(heard).allMatch(frame -> text(frame).contains("\"data\":{\"n\":1}"));
    // What is changed in one is changed in all: they are the same bytes.
    ByteBuf first = heard.get(0);
    first.setByte(first.writerIndex() - 1, '#');
    assertThat(heard).allMatch(frame -> text(frame).endsWith("#"));
    heard.forEach(ByteBuf::release);
    assertThat(first.refCnt()).isZero();
  }

  private EmbeddedChannel subscriber(String client) {
    EmbeddedChannel channel = new EmbeddedChannel();
    ConnectionInfo info =
        new ConnectionInfo(
            ConnectionId.random(),
            Endpoint.ROOMS,
            new ClientId(client),
            ClientRole.FRONTEND,
            Optional.empty(),
            "trace");
    RoomSocket socket = new RoomSocket(sockets, rooms.visits, channel, info);
    channel.pipeline().addLast(socket);
    socket.open(System.nanoTime());
    channel
        .pipeline()
        .fireChannelRead(
            new TextWebSocketFrame("{\"type\":\"subscribe\",\"room\":\"" + ROOM + "\"}"))
        .fireChannelReadComplete();
    channel.runPendingTasks();
    channel.releaseOutbound();
    return channel;
  }

  private void publish(String data) {
    rooms.broker.publish(
        new RoomName(ROOM),
        new Publication(MessageId.random(), Payload.of(data), Optional.empty(), clock.now()));
    channels.forEach(EmbeddedChannel::runPendingTasks);
  }

  private static ByteBuf onlyFrame(EmbeddedChannel channel) {
    assertThat(channel.outboundMessages()).hasSize(1);
    return channel.readOutbound();
  }

  private static String text(ByteBuf frame) {
    return frame.toString(StandardCharsets.UTF_8);
  }
}
