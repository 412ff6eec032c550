package io.admitone.bootstrap;

import io.admitone.redis.rig.Await;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Very many pages of one machine, which say next to nothing and remember what they are told. They
 * answer heartbeats and goodbyes, unless they are deaf.
 */
final class Throng implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final int AT_A_TIME = 200;
  private static final int SMALL_BUFFER = 4096;

  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final Semaphore places = new Semaphore(AT_A_TIME);
  private final List<Member> members = new CopyOnWriteArrayList<>();
  private final Bootstrap bootstrap =
      new Bootstrap()
          .group(group)
          .channel(NioSocketChannel.class)
          .option(ChannelOption.TCP_NODELAY, true);
  private final int port;

  Throng(int port) {
    this.port = port;
  }

  /** Of pages for whom their machine takes next to nothing when they do not read it themselves. */
  static Throng withoutBuffers(int port) {
    Throng throng = new Throng(port);
    throng.bootstrap.option(ChannelOption.SO_RCVBUF, SMALL_BUFFER);
    return throng;
  }

  /** So many more come in by this door; returns when each has been greeted. */
  List<Member> enter(int count, String target) {
    Member[] fresh = new Member[count];
    for (int i = 0; i < count; i++) {
      places.acquireUninterruptibly();
      fresh[i] = connect(target + "&client_id=c-" + (members.size() + i));
    }
    List<Member> all = List.of(fresh);
    Await.until(PATIENCE, "all are greeted", () -> all.stream().allMatch(Member::isGreeted));
    members.addAll(all);
    return all;
  }

  List<Member> members() {
    return members;
  }

  /** Those who have left are forgotten. */
  void forget(List<Member> left) {
    members.removeAll(left);
  }

  private Member connect(String target) {
    URI address = URI.create("ws://127.0.0.1:" + port + target);
    Member member = new Member();
    bootstrap
        .clone()
        .handler(
            new ChannelInitializer<>() {
              @Override
              protected void initChannel(Channel channel) {
                channel.pipeline().addLast(new HttpClientCodec(), new HttpObjectAggregator(8192));
                channel.pipeline().addLast(new WebSocketClientProtocolHandler(config(address)));
                channel.pipeline().addLast(member);
              }
            })
        .connect(InetAddress.getLoopbackAddress(), port)
        .channel()
        .closeFuture()
        .addListener(closed -> member.onEnd());
    return member;
  }

  private static WebSocketClientProtocolConfig config(URI address) {
    return WebSocketClientProtocolConfig.newBuilder()
        .webSocketUri(address)
        .handleCloseFrames(false)
        .sendCloseFrame(null)
        .handshakeTimeoutMillis(PATIENCE.toMillis())
        .build();
  }

  @Override
  public void close() {
    group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
  }

  /** One of them. What it heard may be read on any thread. */
  final class Member extends SimpleChannelInboundHandler<WebSocketFrame> {
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private volatile Channel channel;
    private volatile long lastHeardAt;
    private volatile String ending = "";
    private volatile boolean left;
    private volatile boolean ended;

    /** Messages but the heartbeats, the hello first. */
    List<String> heard() {
      return heard;
    }

    /** When the last message came, by {@link System#nanoTime()}. */
    long lastHeardAt() {
      return lastHeardAt;
    }

    boolean isGreeted() {
      if (ended && heard.isEmpty()) {
        throw new AssertionError("not let in");
      }
      return !heard.isEmpty();
    }

    boolean hasEnded() {
      return ended;
    }

    /**
     * Code and reason of the server's close frame; 1006 where none came, empty while it is open.
     */
    String ending() {
      return ended && ending.isEmpty() ? "1006" : ending;
    }

    void say(String message) {
      channel.writeAndFlush(new TextWebSocketFrame(message));
    }

    void say(WebSocketFrame frame) {
      channel.writeAndFlush(frame);
    }

    /** Reads nothing from now on, and answers nothing. */
    void goDeaf() {
      channel.config().setAutoRead(false);
    }

    /** Reads what waited for it. */
    void listenAgain() {
      channel.config().setAutoRead(true);
      channel.read();
    }

    void leave(int code) {
      left = true;
      channel.writeAndFlush(new CloseWebSocketFrame(code, ""));
    }

    void vanish() {
      channel.config().setOption(ChannelOption.SO_LINGER, 0);
      channel.close();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
      channel = ctx.channel();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, WebSocketFrame frame) {
      if (frame instanceof TextWebSocketFrame text) {
        onMessage(ctx, text.text());
      } else if (frame instanceof CloseWebSocketFrame close) {
        ending = (close.statusCode() + " " + close.reasonText()).strip();
        if (!left) {
          ctx.writeAndFlush(new CloseWebSocketFrame(close.statusCode(), ""));
        }
      }
    }

    private void onMessage(ChannelHandlerContext ctx, String message) {
      if (message.startsWith("{\"type\":\"ping\"")) {
        ctx.writeAndFlush(new TextWebSocketFrame("{\"type\":\"pong\"}"));
        return;
      }
      lastHeardAt = System.nanoTime();
      heard.add(message);
      if (heard.size() == 1) {
        places.release();
      }
    }

    /** A connection that breaks is noted by its end. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      ctx.close();
    }

    private void onEnd() {
      ended = true;
      if (heard.isEmpty()) {
        places.release();
      }
    }
  }
}
