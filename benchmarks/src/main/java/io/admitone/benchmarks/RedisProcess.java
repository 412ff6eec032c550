package io.admitone.benchmarks;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A Redis of this machine as a process of its own, which keeps nothing on disk, on the load's core;
 * and {@code redis-benchmark} beside it.
 */
final class RedisProcess implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofSeconds(10);

  /** About what the record of a ticket has. */
  private static final String RECORD = "r".repeat(300);

  private final Process process;
  private final int port;

  private RedisProcess(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  static RedisProcess start() throws Exception {
    int port = Server.freePort();
    Path dir = Files.createTempDirectory("admitone-benchmark");
    List<String> command =
        List.of(
            "redis-server",
            "--port",
            "" + port,
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--dir",
            dir.toString());
    Process process =
        new ProcessBuilder(Pinning.onLoadCore(command))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    RedisProcess redis = new RedisProcess(process, port);
    redis.awaitAnswer();
    return redis;
  }

  private void awaitAnswer() throws Exception {
    long begun = System.nanoTime();
    while (!answers()) {
      if (!process.isAlive() || System.nanoTime() - begun > START_LIMIT.toNanos()) {
        close();
        throw new IllegalStateException("redis-server does not start");
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  private boolean answers() {
    try (Socket socket = Server.connect(port)) {
      socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
      return socket.getInputStream().read() == '+';
    } catch (IOException notYet) {
      return false;
    }
  }

  /** What a server is told to use it; the peers look at its address alone. */
  Map<String, String> environment() {
    return Map.of(
        "ADMITONE_STORE",
        "redis",
        "ADMITONE_STARTUP_POLICY",
        "wait",
        "REDIS_URL",
        "redis://127.0.0.1:" + port);
  }

  /** {@code SET} of a new key with a value like a ticket's, as often a second as it can. */
  double setsPerSecond(int clients, int requests) throws Exception {
    return benchmark(clients, requests, "SET", "ticket:__rand_int__", RECORD, "PX", "5000");
  }

  /** {@code GETDEL} of keys that may be there. */
  double getdelsPerSecond(int clients, int requests) throws Exception {
    return benchmark(clients, requests, "GETDEL", "ticket:__rand_int__");
  }

  private double benchmark(int clients, int requests, String... words) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                "redis-benchmark",
                "-p",
                "" + port,
                "-c",
                "" + clients,
                "-n",
                "" + requests,
                "-r",
                "1000000",
                "--csv"));
    command.addAll(List.of(words));
    Process benchmark =
        new ProcessBuilder(Pinning.onLoadCore(command)).redirectErrorStream(true).start();
    String csv = new String(benchmark.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (benchmark.waitFor() != 0) {
      throw new IOException("redis-benchmark failed: " + csv);
    }
    String last = csv.strip().substring(csv.strip().lastIndexOf('\n') + 1);
    String[] columns = last.substring(1).split("\",\"");
    return Double.parseDouble(columns[1]);
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().completeOnTimeout(process, 5, TimeUnit.SECONDS).join();
    process.destroyForcibly();
  }
}
