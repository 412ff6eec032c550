package io.admitone.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Many sockets on one thread, which reads whole frames in place and does little else, so that the
 * load costs less than what it measures. Everything but what says otherwise is for that thread.
 */
abstract class Crowd<M extends Crowd.Member> implements AutoCloseable {
  static final int PATIENCE_SECONDS = 120;

  private static final int AT_A_TIME = 100;
  private static final int RECEIVE_BUFFER_BYTES = 32 * 1024;
  private static final byte[] NOTHING = {};

  private final Selector selector = Selector.open();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(256 * 1024);
  private final InetSocketAddress server;
  private final int sockets;
  private final CountDownLatch ready;
  private final AtomicLong lost = new AtomicLong();
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final Thread thread;
  private volatile boolean over;
  private volatile Throwable broken;
  private int begun;
  private int underWay;

  Crowd(String name, int port, int sockets) throws IOException {
    this.server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    this.sockets = sockets;
    this.ready = new CountDownLatch(sockets);
    this.thread = new Thread(this::run, name);
  }

  /** What is kept of a socket, before it is connected. */
  abstract M member(int number);

  /** Path and query of its upgrade request. */
  abstract String target(M member);

  /** A whole text message lies between the payload's position and its limit. */
  abstract void onText(M member, ByteBuffer payload) throws IOException;

  /** The server has ended it. */
  abstract void onEnd(M member);

  // From any thread.

  final void begin() {
    thread.start();
  }

  final void awaitReady() throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!ready.await(100, TimeUnit.MILLISECONDS)) {
      if (broken != null || System.nanoTime() - end > 0) {
        throw new IllegalStateException(
            ready.getCount() + " sockets are not ready, lost " + lost, broken);
      }
    }
  }

  final int sockets() {
    return sockets;
  }

  /** Sockets that ended otherwise than they should. */
  final long lost() {
    return lost.get();
  }

  final long threadId() {
    return thread.getId();
  }

  /** Has something done on the crowd's thread. */
  final void execute(Runnable task) {
    tasks.add(task);
    selector.wakeup();
  }

  /** What ended the crowd's thread; null while it is well. */
  final Throwable broken() {
    return broken;
  }

  @Override
  public final void close() {
    over = true;
    selector.wakeup();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  // On the crowd's thread.

  private void run() {
    try {
      while (!over) {
        while (begun < sockets && underWay < AT_A_TIME) {
          connect(begun++);
          underWay++;
        }
        selector.select(this::onKey, 100);
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
          task.run();
        }
      }
      for (SelectionKey key : selector.keys()) {
        key.channel().close();
      }
      selector.close();
    } catch (IOException | RuntimeException e) {
      broken = e;
    }
  }

  private void connect(int number) throws IOException {
    SocketChannel channel = SocketChannel.open();
    channel.configureBlocking(false);
    // Leaves no port behind in TIME_WAIT.
    channel.setOption(StandardSocketOptions.SO_LINGER, 0);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    // What one who does not read makes the kernel hold is the same for every server, and no more.
    channel.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER_BYTES);
    channel.connect(server);
    Member member = member(number);
    member.key = channel.register(selector, SelectionKey.OP_CONNECT, member);
  }

  /** The attachment is what {@link #member} made. */
  @SuppressWarnings("unchecked")
  private void onKey(SelectionKey key) {
    M member = (M) key.attachment();
    try {
      if (key.isConnectable()) {
        member.channel().finishConnect();
        key.interestOps(SelectionKey.OP_READ);
        write(member, upgrade(target(member)));
      } else {
        read(member);
      }
    } catch (IOException e) {
      end(member);
    }
  }

  private void read(M member) throws IOException {
    buffer.clear();
    if (member.rest.length > 0) {
      buffer.put(member.rest);
    }
    if (member.channel().read(buffer) < 0) {
      end(member);
      return;
    }
    buffer.flip();
    if (member.upgraded || skipHead(member)) {
      while (takeFrame(member)) {
        continue;
      }
    }
    keepRest(member);
  }

  private void keepRest(Member member) {
    if (buffer.hasRemaining()) {
      member.rest = new byte[buffer.remaining()];
      buffer.get(member.rest);
    } else {
      member.rest = NOTHING;
    }
  }

  private boolean skipHead(Member member) throws IOException {
    for (int i = buffer.position(); i + 3 < buffer.limit(); i++) {
      if (buffer.getInt(i) == 0x0D0A0D0A) {
        if (buffer.get(buffer.position() + 9) != '1') {
          throw new IOException("no upgrade");
        }
        buffer.position(i + 4);
        member.upgraded = true;
        return true;
      }
    }
    return false;
  }

  /** Servers of this benchmark send text frames shorter than 64 KiB, and a close frame at most. */
  private boolean takeFrame(M member) throws IOException {
    int at = buffer.position();
    if (buffer.remaining() < 2) {
      return false;
    }
    int length = buffer.get(at + 1) & 0x7F;
    int header = length == 126 ? 4 : 2;
    if (buffer.remaining() < header) {
      return false;
    }
    length = length == 126 ? buffer.getShort(at + 2) & 0xFFFF : length;
    if (buffer.remaining() < header + length) {
      return false;
    }
    int limit = buffer.limit();
    buffer.position(at + header).limit(at + header + length);
    if ((buffer.get(at) & 0x0F) == ClientFrame.CLOSE) {
      answerGoodbye(member);
    } else {
      onText(member, buffer);
    }
    buffer.limit(limit).position(at + header + length);
    return true;
  }

  private void answerGoodbye(Member member) throws IOException {
    byte[] payload = new byte[buffer.remaining()];
    buffer.get(payload);
    member.closeCode = (payload[0] & 0xFF) << 8 | payload[1] & 0xFF;
    write(member, ClientFrame.of(ClientFrame.CLOSE, payload));
  }

  /** The text between the payload's position and its limit. */
  static String text(ByteBuffer payload) {
    byte[] bytes = new byte[payload.remaining()];
    payload.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** What is written is short, and the server reads. */
  final void write(Member member, byte[] bytes) throws IOException {
    ByteBuffer all = ByteBuffer.wrap(bytes);
    while (all.hasRemaining()) {
      member.channel().write(all);
    }
  }

  final void say(Member member, String message) throws IOException {
    write(member, ClientFrame.of(ClientFrame.TEXT, message.getBytes(StandardCharsets.UTF_8)));
  }

  /** The socket is where it should be; the next one may be connected. */
  final void setReady(Member member) {
    if (!member.ready) {
      member.ready = true;
      underWay--;
      ready.countDown();
    }
  }

  final void countLost() {
    lost.incrementAndGet();
  }

  private void end(M member) {
    if (!member.ready) {
      underWay--;
    }
    onEnd(member);
    try {
      member.channel().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** With the headers of a browser, since what is kept of them counts. */
  private static byte[] upgrade(String target) {
    String request =
        "GET "
            + target
            + " HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            + "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/149.0.0.0\r\n"
            + "Origin: http://localhost\r\nAccept-Encoding: gzip, deflate, br, zstd\r\n"
            + "Accept-Language: en-GB,en;q=0.9\r\n"
            + "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    return request.getBytes(StandardCharsets.US_ASCII);
  }

  /** One socket; what is kept of it is small, for ten thousand of them are kept here as well. */
  abstract static class Member {
    final int number;
    SelectionKey key;
    byte[] rest = NOTHING;
    boolean upgraded;
    boolean ready;
    int closeCode;

    Member(int number) {
      this.number = number;
    }

    /** Of the server's close frame; 0 before it. */
    final int closeCode() {
      return closeCode;
    }

    final void setReading(boolean reads) {
      if (key.isValid()) {
        key.interestOps(reads ? SelectionKey.OP_READ : 0);
      }
    }

    final SocketChannel channel() {
      return (SocketChannel) key.channel();
    }
  }
}
