package io.admitone.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * A real load balancer in front of two servers of this machine, set up by the very file that ships;
 * only addresses and the places of its own files are put in.
 */
final class LoadBalancer implements AutoCloseable {
  private static final Path DEPLOY = Path.of("..", "deploy");
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Process process;
  private final Path log;
  private final int port;

  private LoadBalancer(List<String> command, Path log, int port) throws IOException {
    this.process = start(command, log);
    this.log = log;
    this.port = port;
    awaitPort();
  }

  /** Without the program a test is left out and says so; where everything is tried it fails. */
  private static Process start(List<String> command, Path log) {
    try {
      return new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(log.toFile())
          .start();
    } catch (IOException e) {
      String missing = command.get(0) + " is not on the PATH; install it to rehearse deploys.";
      System.err.println(missing);
      return System.getenv("CI") == null ? Assumptions.abort(missing) : fail(missing);
    }
  }

  static LoadBalancer haproxy(Path folder, int first, int second) throws IOException {
    int port = freePort();
    Path file =
        write(
            folder,
            shipped(
                "haproxy/haproxy.cfg", first, second, Map.of(":80\n", "127.0.0.1:" + port + "\n")));
    return new LoadBalancer(
        List.of("haproxy", "-db", "-f", file.toString()), folder.resolve("log"), port);
  }

  static LoadBalancer nginx(Path folder, int first, int second) throws IOException {
    int port = freePort();
    String site =
        shipped(
            "nginx/admitone.conf",
            first,
            second,
            Map.of(
                "listen 80;",
                "listen 127.0.0.1:" + port + ";",
                "/var/log/nginx/admitone.log",
                folder.resolve("access.log").toString()));
    // What the distribution's own nginx.conf would say around it.
    Path file =
        write(
            folder,
            """
            daemon off;
            pid %1$s/nginx.pid;
            error_log stderr;
            events { worker_connections 4096; }
            http {
              client_body_temp_path %1$s/body;
              proxy_temp_path %1$s/proxy;
              fastcgi_temp_path %1$s/fastcgi;
              uwsgi_temp_path %1$s/uwsgi;
              scgi_temp_path %1$s/scgi;
            %2$s
            }
            """
                .formatted(folder, site));
    return new LoadBalancer(
        List.of("nginx", "-p", folder.toString(), "-c", file.toString()),
        folder.resolve("log"),
        port);
  }

  int port() {
    return port;
  }

  /** What it wrote, for the message of a failure. */
  String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String shipped(String name, int first, int second, Map<String, String> places)
      throws IOException {
    String text = Files.readString(DEPLOY.resolve(name));
    for (Map.Entry<String, String> place : places.entrySet()) {
      assertThat(text).contains(place.getKey());
      text = text.replace(place.getKey(), place.getValue());
    }
    assertThat(text).contains("admitone-1:8080", "admitone-2:8080");
    return text.replace("admitone-1:8080", "127.0.0.1:" + first)
        .replace("admitone-2:8080", "127.0.0.1:" + second);
  }

  private static Path write(Path folder, String text) throws IOException {
    return Files.writeString(folder.resolve("balancer.conf"), text);
  }

  private void awaitPort() {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!isOpen()) {
      if (!process.isAlive() || System.nanoTime() - end > 0) {
        process.destroyForcibly();
        throw new AssertionError("the load balancer does not listen: " + log());
      }
      pause();
    }
  }

  private boolean isOpen() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  private void pause() {
    try {
      process.waitFor(50, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
