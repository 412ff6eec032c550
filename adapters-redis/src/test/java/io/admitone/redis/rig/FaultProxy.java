package io.admitone.redis.rig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Stands between clients and a server on loopback, and does to their connections what networks do.
 *
 * <p>A new proxy passes everything. Faults add up until {@link #pass()} ends them all. Commands
 * reach the server whole or not at all unless a fault says otherwise; bytes that are no RESP
 * commands, such as TLS, are carried as they come. Where the server itself does not listen, a
 * connection is accepted and reset at once. Thread-safe.
 */
public final class FaultProxy implements AutoCloseable {
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(2);

  private final Map<Direction, Flow> flows = new EnumMap<>(Direction.class);
  private final Set<ProxiedConnection> connections = ConcurrentHashMap.newKeySet();
  private final Set<Socket> unanswered = ConcurrentHashMap.newKeySet();
  private final Queue<Trap> traps = new ConcurrentLinkedQueue<>();
  private final Map<String, AtomicLong> commands = new ConcurrentHashMap<>();
  private final Map<String, Long> seenAt = new ConcurrentHashMap<>();
  private final AtomicInteger accepted = new AtomicInteger();
  private final int port;
  private volatile InetSocketAddress server;
  private volatile boolean silent;
  private ServerSocket listener;
  private Thread acceptor;

  private FaultProxy(InetSocketAddress server) {
    this.server = server;
    for (Direction direction : Direction.values()) {
      flows.put(direction, new Flow());
    }
    this.port = LoopbackPorts.free();
    listen();
    Leftovers.add(this);
  }

  /** A proxy on a port of its own, in front of a loopback port. */
  public static FaultProxy to(int serverPort) {
    return to("127.0.0.1", serverPort);
  }

  /** A proxy on a loopback port of its own, in front of an address. */
  public static FaultProxy to(String serverHost, int serverPort) {
    return new FaultProxy(new InetSocketAddress(serverHost, serverPort));
  }

  /** Where clients connect. */
  public int port() {
    return port;
  }

  /** {@code redis://127.0.0.1:port}. */
  public String uri() {
    return "redis://127.0.0.1:" + port;
  }

  /**
   * Ends all faults: connects again, lets what was held back go on, forgets its traps. Connections
   * that have lost an answer, or never had a server, are reset: they cannot be mended.
   */
  public void pass() {
    traps.clear();
    silent = false;
    connections.stream().filter(ProxiedConnection::isMute).forEach(ProxiedConnection::reset);
    dropUnanswered();
    flows.values().forEach(Flow::heal);
    listen();
  }

  /** Sends connections made from now on to another server. */
  public void leadTo(int serverPort) {
    server = new InetSocketAddress("127.0.0.1", serverPort);
  }

  /** Ends all open connections with RST. */
  public void cut() {
    connections.forEach(ProxiedConnection::reset);
    dropUnanswered();
  }

  /** Ends all open connections with FIN. */
  public void hangUp() {
    connections.forEach(ProxiedConnection::hangUp);
    dropUnanswered();
  }

  /** Refuses new connections, as a port does where nobody listens. Open ones stay. */
  public synchronized void refuse() {
    try {
      listener.close();
      // As long as a thread waits in accept, the port stays open.
      acceptor.join();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** {@link #refuse()} and {@link #cut()}: the server is gone. */
  public void goDown() {
    refuse();
    cut();
  }

  /** Accepts new connections and never says a word on them. Open ones are not touched. */
  public void staySilent() {
    silent = true;
  }

  /**
   * Holds back all bytes, of open connections and new ones, with the connections left open: a black
   * hole. {@link #pass()} lets them go on; {@link #cut()} before it, and they are lost.
   */
  public void freeze() {
    flows.values().forEach(Flow::freeze);
  }

  /** A black hole one way. */
  public void freeze(Direction direction) {
    flow(direction).freeze();
  }

  /** Connections that hear channels bring nothing any more, and stay open; new ones do. */
  public void deafen() {
    connections.forEach(ProxiedConnection::deafen);
  }

  /** Holds each piece back for a while. */
  public void delay(Direction direction, Duration delay) {
    flow(direction).delay(delay);
  }

  /** Carries one byte at a time, with a pause after each. */
  public void trickle(Direction direction, Duration perByte) {
    flow(direction).trickle(perByte);
  }

  /** Lets so many more bytes pass, and resets the connection on which the last of them went. */
  public void cutAfter(Direction direction, long bytes) {
    if (bytes < 1) {
      throw new IllegalArgumentException("at least one byte must pass");
    }
    flow(direction).limit(bytes);
  }

  /**
   * Lies in wait for the next command of this name, on any connection.
   *
   * @return completes when its fate is fulfilled
   */
  public CompletableFuture<Void> onNext(String command, Fate fate) {
    return onNext(command, "", fate);
  }

  /**
   * Lies in wait for the next command of this name whose first key begins like this, on any
   * connection.
   *
   * @return completes when its fate is fulfilled
   */
  public CompletableFuture<Void> onNext(String command, String keyPrefix, Fate fate) {
    String name = command.toUpperCase(Locale.ROOT);
    Trap trap = new Trap(name, keyPrefix, fate, new CompletableFuture<>());
    traps.add(trap);
    return trap.sprung();
  }

  /** How many commands of this name clients have sent, whatever became of them. */
  public long commands(String name) {
    AtomicLong count = commands.get(name.toUpperCase(Locale.ROOT));
    return count == null ? 0 : count.get();
  }

  /** How many commands clients have sent, whatever became of them. */
  public long commands() {
    return commands.values().stream().mapToLong(AtomicLong::get).sum();
  }

  /**
   * When a client last sent a command about a key of this kind, whatever became of it, by {@link
   * System#nanoTime()}; empty if none has.
   *
   * @param kind what the key has before its first colon
   */
  public OptionalLong lastSeen(String kind) {
    Long at = seenAt.get(kind);
    return at == null ? OptionalLong.empty() : OptionalLong.of(at);
  }

  /** Bytes that got through. */
  public long bytes(Direction direction) {
    return flow(direction).carried();
  }

  /** Connections that were accepted since the proxy was made. */
  public int accepted() {
    return accepted.get();
  }

  /** Connections that are open now. */
  public int open() {
    return connections.size() + unanswered.size();
  }

  @Override
  public void close() {
    goDown();
    Leftovers.remove(this);
  }

  /** What lies in wait for a command. */
  record Trap(String name, String keyPrefix, Fate fate, CompletableFuture<Void> sprung) {
    private boolean awaits(WireCommand command) {
      return command.name().equals(name)
          && (keyPrefix.isEmpty()
              || command.firstKey().filter(key -> key.startsWith(keyPrefix)).isPresent());
    }
  }

  Flow flow(Direction direction) {
    return flows.get(direction);
  }

  /** Counts a command, and takes the trap that was laid for it, if any. */
  Optional<Trap> seen(WireCommand command) {
    if (!command.words().isEmpty()) {
      commands.computeIfAbsent(command.name(), name -> new AtomicLong()).incrementAndGet();
    }
    command.firstKey().ifPresent(key -> seenAt.put(key.split(":", 2)[0], System.nanoTime()));
    return traps.stream().filter(trap -> trap.awaits(command)).findFirst().filter(traps::remove);
  }

  void ended(ProxiedConnection connection) {
    connections.remove(connection);
    flows.values().forEach(Flow::wake);
  }

  static Thread daemon(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private synchronized void listen() {
    if (listener != null && !listener.isClosed()) {
      return;
    }
    try {
      ServerSocket socket = new ServerSocket();
      socket.bind(new InetSocketAddress(LoopbackPorts.LOOPBACK, port));
      listener = socket;
      acceptor = daemon("rig-proxy-" + port, () -> acceptAll(socket));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void acceptAll(ServerSocket from) {
    try {
      while (true) {
        accept(from, from.accept());
      }
    } catch (IOException closed) {
      // The proxy refuses connections now, and listens on another socket later.
    }
  }

  private void accept(ServerSocket from, Socket client) {
    accepted.incrementAndGet();
    if (silent) {
      unanswered.add(client);
      return;
    }
    Socket toServer = new Socket();
    try {
      toServer.connect(server, (int) CONNECT_LIMIT.toMillis());
      client.setTcpNoDelay(true);
      toServer.setTcpNoDelay(true);
    } catch (IOException noServer) {
      Sockets.close(toServer);
      Sockets.reset(client);
      return;
    }
    ProxiedConnection connection = new ProxiedConnection(this, client, toServer);
    connections.add(connection);
    connection.start();
    if (from.isClosed()) {
      // It came in while the proxy went down, which may have overlooked it.
      connection.reset();
    }
  }

  private void dropUnanswered() {
    for (Socket socket : unanswered) {
      Sockets.reset(socket);
      unanswered.remove(socket);
    }
  }
}
