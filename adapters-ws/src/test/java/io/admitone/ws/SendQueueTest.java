package io.admitone.ws;

import static org.assertj.core.api.Assertions.assertThat;

import io.admitone.application.connection.ClientRole;
import io.admitone.application.connection.CloseCode;
import io.admitone.application.connection.ConnectionId;
import io.admitone.application.connection.ConnectionInfo;
import io.admitone.application.connection.Endpoint;
import io.admitone.application.connection.OpenConnections;
import io.admitone.application.connection.ReconnectPolicy;
import io.admitone.application.connection.SessionMessageRate;
import io.admitone.application.telemetry.MessageLabel;
import io.admitone.application.telemetry.TelemetryEvent.Closing;
import io.admitone.application.telemetry.TelemetryEvent.ConnectionClosed;
import io.admitone.application.telemetry.TelemetryEvent.MessageSent;
import io.admitone.application.telemetry.TelemetryEvent.SendFailed;
import io.admitone.domain.identity.ClientId;
import io.admitone.domain.readiness.ReadinessSource;
import io.admitone.domain.readiness.StoreState;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What waits for a peer, without a network: the peer reads when the test says so. */
class SendQueueTest {
  private static final int QUEUE = 10_000;

  /** More than a message costs beyond its own bytes. */
  private static final int OVERHEAD = 200;

  private final RecordedEvents events = new RecordedEvents();
  private final Sockets sockets =
      new Sockets(
          new TestPolicy().sendQueueBytes(QUEUE).build(),
          ReconnectPolicy.USUAL,
          new OpenConnections(),
          new ReadinessSource("memory", StoreState.CONNECTED, Instant::now, e -> {}),
          events,
          Instant::now,
          SessionMessageRate.UNLIMITED,
          List.of());
  private final List<Peer> peers = new ArrayList<>();

  @AfterEach
  void close() {
    peers.forEach(peer -> peer.channel.finishAndReleaseAll());
  }

  @Test
  void closesAPeerThatDoesNotRead() {
    Peer peer = new Peer();
    peer.reads = false;

    for (int i = 0; i < 100; i++) {
      peer.socket.sendMessage(message(1_000), MessageLabel.OTHER);
    }
    peer.channel.runPendingTasks();

    assertThat(waiting(peer)).isBetween(QUEUE / 2L, QUEUE + 100L);
    assertThat(events.of(SendFailed.class))
        .containsExactly(new SendFailed(SendFailed.Reason.SLOW_CONSUMER));
    peer.reads = true;
    peer.channel.flush();
    assertThat(peer.closeCode()).hasValue(1013);
    assertThat(events.of(MessageSent.class)).hasSizeBetween(5, 10);
  }

  @Test
  void letsGoOfWhatWaitedWhenThePeerIsGivenUp() {
    Peer peer = new Peer();
    peer.reads = false;
    ByteBuf frame = message(1_000);
    try (SharedFrame shared = new SharedFrame(frame, MessageLabel.OTHER)) {
      for (int i = 0; i < 100; i++) {
        peer.socket.sendShared(shared);
      }
    }
    assertThat(frame.refCnt()).isPositive();

    peer.channel.advanceTimeBy(1, TimeUnit.HOURS);
    peer.socket.due(0);

    assertThat(peer.channel.isOpen()).isFalse();
    assertThat(frame.refCnt()).isZero();
    assertThat(events.only(ConnectionClosed.class).closing())
        .isEqualTo(Closing.byServer(CloseCode.SLOW_CONSUMER));
  }

  @Test
  void countsWhatSmallMessagesCostByThemselves() {
    Peer peer = new Peer();
    peer.reads = false;

    for (int i = 0; i < 1_000; i++) {
      peer.socket.sendMessage(message(2), MessageLabel.OTHER);
    }

    assertThat(events.of(MessageSent.class)).hasSizeLessThan(QUEUE / 50);
    assertThat(peer.socket.isOpen()).isFalse();
  }

  @Test
  void sendsAMessageThatIsLongerThanTheQueueToWhoHasReadAllBefore() {
    Peer peer = new Peer();

    peer.socket.sendMessage(message(3 * QUEUE), MessageLabel.OTHER);
    peer.channel.runPendingTasks();

    assertThat(peer.received()).isEqualTo(1);
    assertThat(peer.socket.isOpen()).isTrue();
  }

  @Test
  void takesABurstInOneRoundForNoSlownessOfThePeer() {
    Peer peer = new Peer();

    peer.socket.holdFlush();
    for (int i = 0; i < 100; i++) {
      peer.socket.sendMessage(message(1_000), MessageLabel.OTHER);
    }
    peer.channel.pipeline().fireChannelReadComplete();

    assertThat(peer.received()).isEqualTo(100);
    assertThat(peer.socket.isOpen()).isTrue();
  }

  @Test
  void flushesOnceForAllThatIsSentInOneRound() {
    Peer peer = new Peer();
    int before = peer.flushes;

    for (int i = 0; i < 5; i++) {
      peer.later(() -> peer.socket.sendMessage(message(100), MessageLabel.OTHER));
    }
    peer.channel.runPendingTasks();

    assertThat(peer.flushes).isEqualTo(before + 1);
    assertThat(peer.received()).isEqualTo(5);
  }

  @Test
  void sendsOneFrameToManyAndKeepsItUntilTheLastHasIt() {
    Peer quick = new Peer();
    Peer slow = new Peer();
    slow.reads = false;
    ByteBuf frame = message(1_000);

    try (SharedFrame shared = new SharedFrame(frame, MessageLabel.OTHER)) {
      quick.socket.sendShared(shared);
      slow.socket.sendShared(shared);
    }
    quick.channel.runPendingTasks();
    slow.channel.runPendingTasks();

    assertThat(quick.received()).isEqualTo(1);
    assertThat(slow.received()).isZero();
    assertThat(frame.refCnt()).isEqualTo(1);
    slow.reads = true;
    slow.channel.flush();
    assertThat(slow.received()).isEqualTo(1);
    assertThat(frame.refCnt()).isZero();
  }

  @Test
  void doesNotQueueAnswersToControlPingsWithoutEnd() {
    Peer peer = new Peer();
    peer.reads = false;

    for (int i = 0; i < 1_000; i++) {
      peer.channel
          .pipeline()
          .fireChannelRead(
              new io.netty.handler.codec.http.websocketx.PingWebSocketFrame(
                  Unpooled.wrappedBuffer(new byte[125])));
      peer.channel.pipeline().fireChannelReadComplete();
    }

    assertThat(waiting(peer)).isLessThan(QUEUE + OVERHEAD);
    assertThat(peer.socket.isOpen()).isFalse();
  }

  @Test
  void hearsAPeerAgainThatReadsAgain() {
    Peer peer = new Peer();
    peer.channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(500, 2_000));
    peer.reads = false;
    peer.socket.sendMessage(message(3_000), MessageLabel.OTHER);
    peer.channel.runPendingTasks();
    assertThat(peer.channel.config().isAutoRead()).isFalse();

    peer.reads = true;
    peer.channel.flush();
    assertThat(peer.channel.config().isAutoRead()).isTrue();
    peer.channel.pipeline().fireChannelRead(new TextWebSocketFrame("{\"type\":\"ping\"}"));
    peer.channel.pipeline().fireChannelReadComplete();

    assertThat(peer.received()).isEqualTo(2);
  }

  private static ByteBuf message(int length) {
    return Frames.text(
        io.netty.buffer.UnpooledByteBufAllocator.DEFAULT, Unpooled.wrappedBuffer(new byte[length]));
  }

  private static long waiting(Peer peer) {
    return peer.channel.unsafe().outboundBuffer().totalPendingWriteBytes();
  }

  private final class Peer extends ChannelOutboundHandlerAdapter {
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final ClientSocket socket;
    private boolean reads = true;
    private int flushes;

    Peer() {
      ConnectionInfo info =
          new ConnectionInfo(
              ConnectionId.random(),
              Endpoint.CLIENT,
              new ClientId("c"),
              ClientRole.FRONTEND,
              Optional.empty(),
              "trace");
      socket = new ClientSocket(sockets, channel, info);
      channel.freezeTime();
      channel.pipeline().addLast(this, socket);
      peers.add(this);
      socket.open(Duration.ZERO.toNanos());
      channel.runPendingTasks();
      received();
      events.clear();
    }

    @Override
    public void flush(ChannelHandlerContext ctx) {
      flushes++;
      if (reads) {
        ctx.flush();
      }
    }

    void later(Runnable step) {
      channel.eventLoop().execute(step);
    }

    /** How many frames have come since it was last asked. */
    int received() {
      int frames = 0;
      for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
        out.release();
        frames++;
      }
      return frames;
    }

    Optional<Integer> closeCode() {
      Optional<Integer> code = Optional.empty();
      for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
        if (out.getUnsignedByte(out.readerIndex()) == 0x88) {
          code = Optional.of(out.getUnsignedShort(out.readerIndex() + 2));
        }
        out.release();
      }
      return code;
    }
  }
}
