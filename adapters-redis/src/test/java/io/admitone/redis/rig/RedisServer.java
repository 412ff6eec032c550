package io.admitone.redis.rig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;

/**
 * One real server on a free loopback port, with a directory of its own.
 *
 * <p>It is ready when {@link #start()} returns, and gone when {@link #close()} does or the JVM
 * ends, however it ends. Methods return when what they name has happened. For one thread.
 */
public final class RedisServer implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofSeconds(20);
  private static final int MAX_PORTS_TRIED = 5;
  private static final String CONF = "redis.conf";

  private final RedisBinary binary;
  private final RedisConf conf;
  private final List<String> mode;
  private final String host;
  private final Path dir = ScratchDirectories.make("redis");
  private final Optional<SSLContext> tls;
  private int port;
  private ServerProcess process;

  private RedisServer(RedisBinary binary, RedisConf conf, String host, List<String> mode) {
    this.binary = binary;
    this.conf = conf;
    this.host = host;
    this.mode = mode;
    this.tls = conf.certificate().map(ServerCertificate::trust);
    Leftovers.add(this);
    startOnAFreePort();
  }

  /** Starts a plain server; see {@link RedisConf#plain()}. */
  public static RedisServer start() {
    return start(RedisConf.plain());
  }

  /** Starts a server from wherever {@link RedisBinary#find()} finds one. */
  public static RedisServer start(RedisConf conf) {
    return start(RedisBinary.find(), conf, "127.0.0.1");
  }

  /** Starts a certain server. */
  public static RedisServer start(RedisBinary binary, RedisConf conf) {
    return start(binary, conf, "127.0.0.1");
  }

  static RedisServer start(RedisBinary binary, RedisConf conf, String host) {
    return new RedisServer(binary, conf, host, List.of());
  }

  static RedisServer startSentinel(RedisConf conf) {
    return new RedisServer(RedisBinary.find(), conf, "127.0.0.1", List.of("--sentinel"));
  }

  public String host() {
    return host;
  }

  public int port() {
    return port;
  }

  /** {@code redis://host:port}, or {@code rediss://} where it speaks TLS. */
  public String uri() {
    return (tls.isPresent() ? "rediss://" : "redis://") + host + ":" + port;
  }

  /** Where its files lie. */
  public Path dir() {
    return dir;
  }

  /** {@code kill -9}. */
  public void kill() {
    process.kill();
  }

  /** {@code SIGSTOP}: connections stay open, nothing answers, what is sent waits. */
  public void freeze() {
    process.freeze();
  }

  /** {@code SIGCONT}: what waited is carried out. */
  public void thaw() {
    process.thaw();
  }

  /** Kills it if it runs, and starts it on the same port with what it has on disk. */
  public void restart() {
    kill();
    launch();
  }

  /** Like {@link #restart()}, with nothing on disk. */
  public void restartEmpty() {
    kill();
    deleteData();
    launch();
  }

  /** Writes all it has to disk now. */
  public void snapshot() {
    cli("SAVE");
  }

  /**
   * Sends one command as the rig's own user, on a connection for it alone.
   *
   * @return as {@link RespConnection#call}
   * @throws RespError if the server refuses
   */
  public Object cli(String... command) {
    try (RespConnection connection = connect()) {
      return connection.call(command);
    }
  }

  /** One field of {@code INFO}, such as {@code run_id}. */
  public String info(String field) {
    return String.valueOf(cli("INFO", "all"))
        .lines()
        .filter(line -> line.startsWith(field + ":"))
        .map(line -> line.substring(field.length() + 1))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("INFO has no " + field));
  }

  /** Records from now on what clients make the server do. */
  public CommandLog monitor() {
    return new CommandLog(connect(), marker -> cli("ECHO", marker));
  }

  /** Connections of clients; the rig's own and replicas' do not count. */
  public int connectedClients() {
    return (int)
        String.valueOf(cli("CLIENT", "LIST", "TYPE", "normal"))
            .lines()
            .filter(line -> !line.contains(" user=" + RedisConf.RIG_USER + " "))
            .count();
  }

  /** A connection as the rig's own user. */
  RespConnection connect() {
    try {
      RespConnection connection =
          tls.isPresent() ? overTls(tls.get()) : RespConnection.open(host, port);
      connection.call("AUTH", RedisConf.RIG_USER, RedisConf.RIG_PASSWORD);
      return connection;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private RespConnection overTls(SSLContext context) throws IOException {
    Socket socket = context.getSocketFactory().createSocket(host, port);
    return new RespConnection(socket);
  }

  private void startOnAFreePort() {
    for (int triesLeft = MAX_PORTS_TRIED; ; triesLeft--) {
      port = LoopbackPorts.free();
      writeFiles();
      try {
        launch();
        return;
      } catch (IllegalStateException e) {
        if (triesLeft == 0 || !process.output().contains("Address already in use")) {
          close();
          throw e;
        }
      }
    }
  }

  private void launch() {
    List<String> arguments =
        Stream.concat(Stream.of(dir.resolve(CONF).toString()), mode.stream()).toList();
    process = binary.run(dir, arguments);
    Await.until(START_LIMIT, "answering at " + port, () -> !process.isAlive() || answers());
    if (!process.isAlive()) {
      throw new IllegalStateException(binary.where() + " ended: " + process.output());
    }
  }

  /** {@code LOADING} and a closed port mean: not yet. */
  private boolean answers() {
    try {
      return "PONG".equals(cli("PING"));
    } catch (RespError | UncheckedIOException notYet) {
      return false;
    }
  }

  private void writeFiles() {
    try {
      Files.writeString(dir.resolve(CONF), conf.text(host, port, dir));
      if (conf.certificate().isPresent()) {
        conf.certificate().get().copyTo(dir);
      }
      if (conf.aclFile().isPresent()) {
        String users = Files.readString(conf.aclFile().get()).stripTrailing();
        Files.writeString(dir.resolve("users.acl"), users + "\n" + RedisConf.RIG_RULES + "\n");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void deleteData() {
    Stream.of("dump.rdb", "appendonly.aof", "appendonlydir")
        .map(dir::resolve)
        .filter(Files::exists)
        .forEach(ScratchDirectories::delete);
  }

  /** Kills this server and no other, and removes its directory. A second call does nothing. */
  @Override
  public void close() {
    if (process != null) {
      process.kill();
    }
    if (Files.exists(dir)) {
      ScratchDirectories.delete(dir);
    }
    Leftovers.remove(this);
  }

  @Override
  public String toString() {
    return "Redis at " + host + ":" + port;
  }
}
