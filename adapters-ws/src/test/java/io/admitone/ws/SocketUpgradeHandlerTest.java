package io.admitone.ws;

import static org.assertj.core.api.Assertions.assertThat;

import io.admitone.application.connection.Admission;
import io.admitone.application.connection.AllowedOrigins;
import io.admitone.application.connection.ClientRole;
import io.admitone.application.connection.CloseCode;
import io.admitone.application.connection.ConnectRequest;
import io.admitone.application.connection.OpenConnections;
import io.admitone.application.connection.ReconnectPolicy;
import io.admitone.application.connection.SessionMessageRate;
import io.admitone.application.lifecycle.ServiceState;
import io.admitone.application.telemetry.TelemetryEvent.ConnectionRefused;
import io.admitone.domain.identity.ClientId;
import io.admitone.domain.readiness.ReadinessSource;
import io.admitone.domain.readiness.StoreState;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpServerCodec;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SocketUpgradeHandlerTest {
  private static final String REQUEST = RawSocket.upgrade("/ws/client?client_id=c");
  private static final Admission ADMITTED =
      new Admission.Admitted(new ClientId("c"), ClientRole.FRONTEND, Optional.empty(), 0);

  private final List<String> steps = new ArrayList<>();
  private final RecordedEvents events = new RecordedEvents();
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private TestRooms rooms;

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
    rooms.close();
  }

  @Test
  void sendsTheHelloInOneFlushWithTheUpgrade() {
    serve(request -> CompletableFuture.completedFuture(ADMITTED));

    say(REQUEST);

    assertThat(steps).startsWith("write", "write", "flush");
    assertThat(sent()).startsWith("HTTP/1.1 101").contains("\"type\":\"hello\"");
  }

  @Test
  void sendsTheUpgradeAtOnceWhereTheDecisionTakesTime() {
    CompletableFuture<Admission> decision = new CompletableFuture<>();
    serve(request -> decision);

    say(REQUEST);
    assertThat(sent()).startsWith("HTTP/1.1 101").doesNotContain("hello");

    decision.complete(ADMITTED);
    assertThat(sent()).contains("\"type\":\"hello\"");
  }

  @Test
  void leavesNothingOfHttpBehind() {
    serve(request -> CompletableFuture.completedFuture(ADMITTED));

    say(REQUEST);

    assertThat(channel.pipeline().last()).isInstanceOf(ClientSocket.class);
    assertThat(channel.pipeline().get(HttpServerCodec.class)).isNull();
    assertThat(channel.pipeline().get(Framework.class)).isNull();
    assertThat(channel.pipeline().get(SocketUpgradeHandler.class)).isNull();
    assertThat(channel.pipeline().get(AdmissionHandler.class)).isNull();
    assertThat(channel.config().isAutoRead()).isTrue();
  }

  @Test
  void readsNothingWhileTheDecisionTakesTime() {
    serve(request -> new CompletableFuture<>());

    say(REQUEST);

    assertThat(channel.config().isAutoRead()).isFalse();
  }

  @Test
  void blamesItselfForADecisionThatFails() {
    serve(request -> CompletableFuture.failedFuture(new IllegalStateException("on purpose")));
    say(REQUEST);

    assertThat(sent()).contains("HANDSHAKE_ERROR").doesNotContain("on purpose");
    assertThat(events.only(ConnectionRefused.class).code()).isEqualTo(CloseCode.HANDSHAKE_ERROR);
  }

  @Test
  void blamesItselfForADecisionThatIsNotMade() {
    serve(
        request -> {
          throw new IllegalStateException("on purpose");
        });
    say(REQUEST);

    assertThat(events.only(ConnectionRefused.class).code()).isEqualTo(CloseCode.HANDSHAKE_ERROR);
  }

  @Test
  void handsOtherRequestsOnUntouched() {
    serve(request -> new CompletableFuture<>());

    say("GET /other HTTP/1.1\r\nHost: x\r\n\r\n");

    assertThat(channel.pipeline().get(Framework.class).seen).hasSize(2);
    assertThat(sent()).isEmpty();
  }

  private void serve(Function<ConnectRequest, CompletionStage<Admission>> admit) {
    OpenConnections connections = new OpenConnections();
    ReadinessSource readiness =
        new ReadinessSource("memory", StoreState.CONNECTED, () -> Instant.EPOCH, e -> {});
    Sockets sockets =
        new Sockets(
            TestServer.POLICY,
            ReconnectPolicy.USUAL,
            connections,
            readiness,
            events,
            () -> Instant.EPOCH,
            SessionMessageRate.UNLIMITED,
            List.of(),
            System::nanoTime);
    rooms = new TestRooms(readiness, events);
    Doorkeeper doorkeeper =
        new Doorkeeper(
            admit,
            new ServiceState(),
            new AllowedOrigins(Set.of(), false),
            (why, traceId) -> {
              throw new AssertionError(why);
            },
            sockets,
            rooms.visits);
    channel
        .pipeline()
        .addLast(
            new Recorder(),
            new HttpServerCodec(),
            new SocketUpgradeHandler(doorkeeper),
            new Framework());
  }

  private void say(String bytes) {
    channel.writeInbound(Unpooled.copiedBuffer(bytes, StandardCharsets.US_ASCII));
  }

  private String sent() {
    StringBuilder text = new StringBuilder();
    for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
      text.append(out.toString(StandardCharsets.ISO_8859_1));
      out.release();
    }
    return text.toString();
  }

  private final class Recorder extends ChannelOutboundHandlerAdapter {
    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
      steps.add("write");
      ctx.write(message, promise);
    }

    @Override
    public void flush(ChannelHandlerContext ctx) {
      steps.add("flush");
      ctx.flush();
    }
  }

  /** Stands for the HTTP handlers behind ours. */
  private static final class Framework extends ChannelInboundHandlerAdapter {
    private final List<Object> seen = new ArrayList<>();

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      seen.add(message);
    }
  }
}
