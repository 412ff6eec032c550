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
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Many sockets on one thread that do nothing but answer the server's heartbeat and its goodbye. */
final class IdleCrowd implements AutoCloseable {
  private static final int AT_A_TIME = 100;
  private static final int PATIENCE_SECONDS = 120;
  private static final int TEXT = 1;
  private static final int CLOSE = 8;
  private static final int SERVICE_RESTART = 1012;

  /** Masked with zeros, which is a mask. */
  private static final byte[] PONG =
      masked(TEXT, "{\"type\":\"pong\"}".getBytes(StandardCharsets.US_ASCII));

  private final Selector selector = Selector.open();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(64 * 1024);
  private final InetSocketAddress server;
  private final int sockets;
  private final CountDownLatch greeted;
  private final AtomicLong beats = new AtomicLong();
  private final AtomicLong lost = new AtomicLong();
  private final AtomicLong parted = new AtomicLong();
  private final List<Long> advisedMs = Collections.synchronizedList(new ArrayList<>());
  private final Thread thread = new Thread(this::run, "idle-crowd");
  private volatile boolean over;
  private int begun;
  private int underWay;

  IdleCrowd(int port, int sockets) throws IOException {
    this.server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    this.sockets = sockets;
    this.greeted = new CountDownLatch(sockets);
    thread.start();
  }

  void awaitGreeted() throws InterruptedException {
    if (!greeted.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new IllegalStateException(
          greeted.getCount() + " sockets were not greeted, lost " + lost);
    }
  }

  /** Waits until every socket has ended in one way or the other. */
  void awaitEnds() throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (parted.get() + lost.get() < sockets && System.nanoTime() - end < 0) {
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  /** Heartbeats that were answered. */
  long beats() {
    return beats.get();
  }

  /** Sockets that ended without the advice when to come back and a 1012 after it. */
  long lost() {
    return lost.get();
  }

  /** Sockets that were sent away properly. */
  long parted() {
    return parted.get();
  }

  /** When those that were sent away are to come back. */
  List<Long> advisedMs() {
    return List.copyOf(advisedMs);
  }

  private void run() {
    try {
      while (!over) {
        while (begun < sockets && underWay < AT_A_TIME) {
          connect(begun++);
          underWay++;
        }
        selector.select(this::onKey, 100);
      }
      for (SelectionKey key : selector.keys()) {
        key.channel().close();
      }
      selector.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void connect(int number) throws IOException {
    SocketChannel channel = SocketChannel.open();
    channel.configureBlocking(false);
    // Leaves no port behind in TIME_WAIT.
    channel.setOption(StandardSocketOptions.SO_LINGER, 0);
    channel.connect(server);
    channel.register(selector, SelectionKey.OP_CONNECT, new Idler(number));
  }

  private void onKey(SelectionKey key) {
    Idler idler = (Idler) key.attachment();
    try {
      if (key.isConnectable()) {
        ((SocketChannel) key.channel()).finishConnect();
        key.interestOps(SelectionKey.OP_READ);
        ((SocketChannel) key.channel()).write(ByteBuffer.wrap(upgrade(idler.number)));
      } else {
        read(key, idler);
      }
    } catch (IOException e) {
      lose(key);
    }
  }

  private void read(SelectionKey key, Idler idler) throws IOException {
    buffer.clear();
    buffer.put(idler.rest);
    if (((SocketChannel) key.channel()).read(buffer) < 0) {
      end(key, idler);
      return;
    }
    buffer.flip();
    if (idler.upgraded || skipHead(idler)) {
      while (takeFrame(key, idler)) {
        continue;
      }
    }
    idler.rest = new byte[buffer.remaining()];
    buffer.get(idler.rest);
  }

  private boolean skipHead(Idler idler) throws IOException {
    for (int i = buffer.position(); i + 3 < buffer.limit(); i++) {
      if (buffer.getInt(i) == 0x0D0A0D0A) {
        if (buffer.get(buffer.position() + 9) != '1') {
          throw new IOException("no upgrade");
        }
        buffer.position(i + 4);
        idler.upgraded = true;
        return true;
      }
    }
    return false;
  }

  /** Servers of this benchmark send short text frames and, at the end, a close frame. */
  private boolean takeFrame(SelectionKey key, Idler idler) throws IOException {
    int at = buffer.position();
    if (buffer.remaining() < 4) {
      return false;
    }
    int length = buffer.get(at + 1) & 0x7F;
    int header = length == 126 ? 4 : 2;
    length = length == 126 ? buffer.getShort(at + 2) & 0xFFFF : length;
    if (buffer.remaining() < header + length) {
      return false;
    }
    byte[] payload = new byte[length];
    buffer.position(at + header).get(payload);
    if ((buffer.get(at) & 0x0F) == CLOSE) {
      idler.code = (payload[0] & 0xFF) << 8 | payload[1] & 0xFF;
      ((SocketChannel) key.channel()).write(ByteBuffer.wrap(masked(CLOSE, payload)));
    } else {
      onMessage(key, idler, new String(payload, StandardCharsets.UTF_8));
    }
    return true;
  }

  private void onMessage(SelectionKey key, Idler idler, String message) throws IOException {
    if (message.contains("\"type\":\"ping\"")) {
      ((SocketChannel) key.channel()).write(ByteBuffer.wrap(PONG));
      beats.incrementAndGet();
    } else if (!idler.greeted && message.contains("\"type\":\"hello\"")) {
      idler.greeted = true;
      underWay--;
      greeted.countDown();
    } else if (message.contains("\"type\":\"reconnect\"")) {
      idler.advised = true;
      advisedMs.add(Long.parseLong(message.replaceAll(".*\"retry_after_ms\":(\\d+).*", "$1")));
    }
  }

  private void end(SelectionKey key, Idler idler) throws IOException {
    if (idler.advised && idler.code == SERVICE_RESTART) {
      parted.incrementAndGet();
      key.channel().close();
    } else {
      lose(key);
    }
  }

  private void lose(SelectionKey key) {
    lost.incrementAndGet();
    if (!((Idler) key.attachment()).greeted) {
      underWay--;
    }
    try {
      key.channel().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** With the headers of a browser, since what is kept of them counts. */
  private static byte[] upgrade(int number) {
    String request =
        "GET /ws/client?client_id=idle-"
            + number
            + " HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            + "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/149.0.0.0\r\n"
            + "Origin: http://localhost\r\nAccept-Encoding: gzip, deflate, br, zstd\r\n"
            + "Accept-Language: en-GB,en;q=0.9\r\n"
            + "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    return request.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] masked(int opcode, byte[] payload) {
    byte[] frame = new byte[6 + payload.length];
    frame[0] = (byte) (0x80 | opcode);
    frame[1] = (byte) (0x80 | payload.length);
    System.arraycopy(payload, 0, frame, 6, payload.length);
    return frame;
  }

  @Override
  public void close() {
    over = true;
    selector.wakeup();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** One socket; what it keeps is small, for ten thousand of them are kept here as well. */
  private static final class Idler {
    private final int number;
    private byte[] rest = {};
    private boolean upgraded;
    private boolean greeted;
    private boolean advised;
    private int code;

    private Idler(int number) {
      this.number = number;
    }
  }
}
