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
import io.admitone.application.telemetry.TelemetryEvent.AdviceReason;
import io.admitone.application.telemetry.TelemetryEvent.Closing;
import io.admitone.application.telemetry.TelemetryEvent.ConnectionClosed;
import io.admitone.application.telemetry.TelemetryEvent.ReconnectAdvised;
import io.admitone.application.telemetry.TelemetryEvent.SendFailed;
import io.admitone.domain.identity.ClientId;
import io.admitone.domain.readiness.ReadinessSource;
import io.admitone.domain.readiness.StoreState;
import io.micronaut.json.tree.JsonNode;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AdmittedSocketTest {
  private static final Duration INTERVAL = Duration.ofSeconds(25);
  private static final Duration SILENCE = Duration.ofSeconds(55);
  private static final Duration AGE = Duration.ofMinutes(10);
  private static final Duration STEP = Duration.ofMillis(100);

  /** Near its overflow, where comparisons by size would fail. */
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - SILENCE.toNanos());

  private final RecordedEvents events = new RecordedEvents();
  private final Instant startedAt = Instant.parse("2026-01-01T00:00:00Z");
  private final long startNanos = nanos.get();
  private Sockets sockets = sockets(ReconnectPolicy.USUAL);
  private final EmbeddedChannel channel = new EmbeddedChannel();

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
  }

  @Test
  void beatsOnceInEachInterval() {
    open(Endpoint.CLIENT);

    List<JsonNode> beats = new ArrayList<>();
    for (int i = 1; i <= 10; i++) {
      pass(INTERVAL);
      say("{\"type\":\"pong\"}");
      beats.addAll(messages());
    }

    assertThat(beats).hasSize(10).allSatisfy(beat -> Protocol.assertConforms(beat, "server-ping"));
    assertThat(beats.stream().map(beat -> beat.get("heartbeat_count").getIntValue()))
        .containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
  }

  @Test
  void beginsAtARandomPointOfTheInterval() {
    for (int i = 0; i < 1_000; i++) {
      assertThat(sockets.nanosToFirstHeartbeat()).isBetween(0L, INTERVAL.toNanos() - 1);
    }
    assertThat(
            LongStream.generate(sockets::nanosToFirstHeartbeat)
                .limit(1_000)
                .average()
                .orElseThrow())
        .isBetween(INTERVAL.toNanos() * 0.4, INTERVAL.toNanos() * 0.6);
  }

  @Test
  void tellsItsHeartbeatsOnRequest() {
    open(Endpoint.CLIENT);
    say("{\"type\":\"status\"}");
    JsonNode before = onlyMessage();
    pass(INTERVAL);
    messages();
    say("{\"type\":\"status\"}");
    JsonNode after = onlyMessage();

    Protocol.assertConforms(before, "server-status");
    Protocol.assertConforms(after, "server-status");
    assertThat(before.get("last_heartbeat").isNull()).isTrue();
    assertThat(after.get("heartbeat_count").getIntValue()).isEqualTo(1);
    assertThat(Instant.parse(after.get("last_heartbeat").getStringValue()))
        .isBetween(startedAt, startedAt.plus(INTERVAL));
    assertThat(after.get("connection_uptime_seconds").getIntValue()).isEqualTo(25);
  }

  @Test
  void givesUpAPeerThatSaysNothing() {
    open(Endpoint.CLIENT);

    pass(SILENCE.minus(STEP));
    assertThat(closeCode()).isEmpty();
    pass(STEP.multipliedBy(4));

    assertThat(closeCode()).hasValue(4408);
    pass(TestServer.POLICY.closeTimeout().plus(STEP));
    assertThat(channel.isOpen()).isFalse();
    assertThat(events.only(ConnectionClosed.class).closing())
        .isEqualTo(Closing.byServer(CloseCode.HEARTBEAT_TIMEOUT));
  }

  @Test
  void takesAnyMessageForASignOfLife() {
    open(Endpoint.CLIENT);

    for (int i = 0; i < 10; i++) {
      pass(SILENCE.minus(STEP));
      say(i % 2 == 0 ? "nonsense" : "{\"type\":\"whatever\"}");
    }

    assertThat(closeCode()).isEmpty();
  }

  @Test
  void takesAControlPongForNone() {
    open(Endpoint.CLIENT);

    for (int i = 0; i < 56; i++) {
      pass(Duration.ofSeconds(1));
      channel.writeInbound(new PongWebSocketFrame());
    }

    assertThat(closeCode()).hasValue(4408);
  }

  @Test
  void takesAControlPongForASignOfLifeAtTheLegacyDoor() {
    open(Endpoint.LEGACY);
    int pings = 0;

    for (int i = 0; i < 600; i++) {
      pass(Duration.ofSeconds(1));
      for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
        assertThat(out.readUnsignedByte()).isEqualTo((short) 0x89);
        out.release();
        pings++;
        channel.writeInbound(new PongWebSocketFrame());
      }
    }

    assertThat(pings).isEqualTo(24);
    assertThat(channel.isOpen()).isTrue();
  }

  @Test
  void givesUpALegacyPeerThatIsGone() {
    open(Endpoint.LEGACY);

    pass(SILENCE.plus(STEP.multipliedBy(4)));

    assertThat(closeCode()).hasValue(4408);
  }

  @Test
  void blamesNoPeerForItsOwnStandstill() {
    open(Endpoint.CLIENT);
    pass(Duration.ofSeconds(1));

    // The process stood still for ten minutes; what the peer sent waits to be read.
    nanos.addAndGet(Duration.ofMinutes(10).toNanos());
    pass(STEP);
    say("{\"type\":\"pong\"}");
    pass(Duration.ofSeconds(1));

    assertThat(closeCode()).isEmpty();
    pass(SILENCE.plus(STEP.multipliedBy(4)));
    assertThat(closeCode()).hasValue(4408);
  }

  @Test
  void countsAMessageThatCannotBeSent() {
    open(Endpoint.CLIENT);
    channel
        .pipeline()
        .addFirst(
            new ChannelOutboundHandlerAdapter() {
              @Override
              public void write(ChannelHandlerContext ctx, Object frame, ChannelPromise promise) {
                ReferenceCountUtil.release(frame);
                promise.setFailure(new IOException("on purpose"));
              }
            });

    say("{\"type\":\"ping\"}");

    assertThat(events.of(SendFailed.class)).hasSize(1);
  }

  @Test
  void readsNothingFromAPeerThatDoesNotReadItself() {
    open(Endpoint.CLIENT);
    channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(100, 1_000));

    channel
        .pipeline()
        .fireChannelRead(new TextWebSocketFrame("{\"type\":\"" + "x".repeat(2_000) + "\"}"));
    assertThat(channel.config().isAutoRead()).isFalse();

    channel.pipeline().fireChannelReadComplete();
    assertThat(channel.config().isAutoRead()).isTrue();
  }

  @Test
  void sendsAClientRoundWhenItsTimeIsUp() {
    sockets = sockets(new ReconnectPolicy(true, 100, Optional.of(AGE)));
    open(Endpoint.CLIENT);

    List<JsonNode> before = stayAlive(AGE.multipliedBy(4).dividedBy(5).minus(STEP));
    assertThat(before).allSatisfy(beat -> Protocol.assertConforms(beat, "server-ping"));
    List<JsonNode> messages =
        stayAlive(AGE.multipliedBy(2).dividedBy(5).plus(STEP.multipliedBy(4)));

    JsonNode last = messages.get(messages.size() - 1);
    Protocol.assertConforms(last, "server-reconnect");
    assertThat(last.get("reason").getStringValue()).isEqualTo("SERVICE_RESTART");
    assertThat(last.get("retry_after_ms").getIntValue()).isBetween(0, 999);
    assertThat(events.only(ReconnectAdvised.class).why()).isEqualTo(AdviceReason.CONNECTION_AGE);
    pass(TestServer.POLICY.closeTimeout().plus(STEP));
    assertThat(events.only(ConnectionClosed.class).closing())
        .isEqualTo(Closing.byServer(CloseCode.SERVICE_RESTART));
  }

  @Test
  void sendsALegacyPeerRoundByItsCloseCodeAlone() {
    sockets = sockets(new ReconnectPolicy(true, 100, Optional.of(Duration.ofSeconds(20))));
    open(Endpoint.LEGACY);

    pass(Duration.ofSeconds(25));

    assertThat(closeCode()).hasValue(1012);
    assertThat(events.of(ReconnectAdvised.class)).isEmpty();
  }

  @Test
  void givesSocketsThatCameTogetherDifferentTimes() {
    sockets = sockets(new ReconnectPolicy(true, 100, Optional.of(AGE)));

    assertThat(LongStream.generate(sockets::nanosToRetirement).limit(1_000))
        .allMatch(life -> life >= AGE.toNanos() * 8 / 10 && life <= AGE.toNanos() * 12 / 10)
        .satisfies(
            lives ->
                assertThat(lives.stream().mapToLong(l -> l).average().orElseThrow())
                    .isBetween(AGE.toNanos() * 0.97, AGE.toNanos() * 1.03));
  }

  @Test
  void keepsSocketsForEverWithoutALimit() {
    assertThat(sockets.nanosToRetirement()).isGreaterThan(Duration.ofDays(36_500).toNanos());
  }

  /** Answers the heartbeats and gathers them, and whatever else comes. */
  private List<JsonNode> stayAlive(Duration time) {
    List<JsonNode> heard = new ArrayList<>();
    for (Duration left = time; left.compareTo(Duration.ZERO) > 0; left = left.minus(INTERVAL)) {
      pass(left.compareTo(INTERVAL) < 0 ? left : INTERVAL);
      heard.addAll(messages());
      say("{\"type\":\"pong\"}");
    }
    return heard;
  }

  private Sockets sockets(ReconnectPolicy reconnects) {
    return new Sockets(
        TestServer.POLICY,
        reconnects,
        new OpenConnections(),
        new ReadinessSource("memory", StoreState.CONNECTED, this::now, e -> {}),
        events,
        this::now,
        SessionMessageRate.UNLIMITED,
        List.of(),
        nanos::get);
  }

  private void open(Endpoint endpoint) {
    ConnectionInfo info =
        new ConnectionInfo(
            ConnectionId.random(),
            endpoint,
            new ClientId("c"),
            ClientRole.FRONTEND,
            Optional.empty(),
            "trace");
    AdmittedSocket socket =
        endpoint == Endpoint.CLIENT
            ? new ClientSocket(sockets, channel, info)
            : new LegacySocket(sockets, channel, info);
    channel.freezeTime();
    channel.pipeline().addLast(new WebSocket13FrameDecoder(true, false, 65536), socket);
    socket.open(nanos.get());
    messages();
  }

  private void say(String text) {
    channel.pipeline().fireChannelRead(new TextWebSocketFrame(text));
    channel.pipeline().fireChannelReadComplete();
  }

  private void pass(Duration time) {
    for (long left = time.toNanos(); left > 0; left -= STEP.toNanos()) {
      nanos.addAndGet(STEP.toNanos());
      channel.advanceTimeBy(STEP.toNanos(), TimeUnit.NANOSECONDS);
      channel.runPendingTasks();
    }
  }

  private Instant now() {
    return startedAt.plusNanos(nanos.get() - startNanos);
  }

  private JsonNode onlyMessage() {
    List<JsonNode> messages = messages();
    assertThat(messages).hasSize(1);
    return messages.get(0);
  }

  /** What was sent, up to here; close frames aside. */
  private List<JsonNode> messages() {
    List<JsonNode> messages = new ArrayList<>();
    for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
      if (out.getUnsignedByte(0) == 0x88) {
        out.release();
      } else {
        messages.add(Protocol.parse(payload(out)));
      }
    }
    return messages;
  }

  private Optional<Integer> closeCode() {
    Optional<Integer> code = Optional.empty();
    for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
      if (out.getUnsignedByte(0) == 0x88) {
        code = Optional.of(out.getUnsignedShort(2));
      }
      out.release();
    }
    return code;
  }

  private static String payload(ByteBuf frame) {
    try {
      assertThat(frame.readUnsignedByte()).isEqualTo((short) 0x81);
      int length = frame.readUnsignedByte();
      return frame.skipBytes(length == 126 ? 2 : 0).toString(StandardCharsets.UTF_8);
    } finally {
      frame.release();
    }
  }
}
