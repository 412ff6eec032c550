package io.admitone.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The service as a process of its own, on the memory store and a free port of this machine. */
final class Server implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(30);

  private final Process process;
  private final int port;
  private final Duration startedIn;

  private Server(Process process, int port, Duration startedIn) {
    this.process = process;
    this.port = port;
    this.startedIn = startedIn;
  }

  /** Starts it on its own core. */
  static Server startPinned(Path jar, List<String> settings) throws Exception {
    return start(Pinning.onServerCore(command(jar, List.of(), settings)));
  }

  /** Starts it on the whole machine, as an operator would. */
  static Server start(Path jar, List<String> jvmFlags) throws Exception {
    return start(command(jar, jvmFlags, List.of()));
  }

  private static List<String> command(Path jar, List<String> jvmFlags, List<String> settings) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvmFlags);
    command.addAll(List.of("-jar", jar.toString()));
    command.addAll(settings);
    return command;
  }

  private static Server start(List<String> command) throws Exception {
    return start(command, Map.of(), "/ready");
  }

  /**
   * Starts any server that listens where the variable {@code PORT} says.
   *
   * @param environment what it is told beside
   * @param readyPath answers 200 when it is ready
   */
  static Server start(List<String> command, Map<String, String> environment, String readyPath)
      throws Exception {
    int port = freePort();
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("PORT", Integer.toString(port));
    builder.environment().put("JWT_SECRET", Tokens.SECRET);
    builder.environment().put("ADMITONE_ENVIRONMENT", "dev");
    builder.environment().put("ADMITONE_DRAIN_WINDOW", "1s");
    // So that tickets which nobody redeems do not pile up.
    builder.environment().put("WS_TICKET_TTL_SECONDS", "5s");
    // Who only hears a public room needs no ticket: the peers of that benchmark have none.
    builder.environment().put("ADMITONE_WS_ROOMS_AUTHENTICATION", "optional");
    // A closed loop says as much as it can; what is measured is not the limit.
    builder.environment().put("ADMITONE_WS_MESSAGES_PER_SECOND", "1000000");
    builder.environment().put("ADMITONE_WS_MESSAGE_BURST", "1000000");
    builder.environment().put("ADMITONE_WS_SESSION_MESSAGES_PER_SECOND", "10000000");
    builder.environment().putAll(environment);
    builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
    long startedAt = System.nanoTime();
    Process process = builder.start();
    try {
      awaitReady(process, port, readyPath, startedAt);
    } catch (Exception e) {
      process.destroyForcibly();
      throw e;
    }
    return new Server(process, port, Duration.ofNanos(System.nanoTime() - startedAt));
  }

  private static void awaitReady(Process process, int port, String path, long startedAt)
      throws Exception {
    while (!isReady(port, path)) {
      if (!process.isAlive()) {
        throw new IllegalStateException("the server ended with " + process.exitValue());
      }
      if (System.nanoTime() - startedAt > START_LIMIT.toNanos()) {
        throw new IllegalStateException("the server was not ready within " + START_LIMIT);
      }
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }

  private static boolean isReady(int port, String path) {
    try (HttpLine line = new HttpLine(port)) {
      return line.get(path).status() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** SIGTERM; waits for the end and tells its status. */
  int terminate() throws InterruptedException {
    process.destroy();
    return process.waitFor();
  }

  long pid() {
    return process.pid();
  }

  int port() {
    return port;
  }

  /** From the start of the process to the first 200 on {@code /ready}. */
  Duration startedIn() {
    return startedIn;
  }

  /** Processor time of all its threads, in user and system mode, since its start. */
  Duration cpu() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /** Memory that is resident now, in kB; 0 where the system does not tell. */
  long residentKb() throws IOException {
    Path status = Path.of("/proc", Long.toString(process.pid()), "status");
    if (!Files.isReadable(status)) {
      return 0;
    }
    try (var lines = Files.lines(status)) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst()
          .orElse(0);
    }
  }

  static Socket connect(int port) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(10_000);
    return socket;
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().completeOnTimeout(process, STOP_LIMIT.toSeconds(), TimeUnit.SECONDS).join();
    process.destroyForcibly();
  }
}
