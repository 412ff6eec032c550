package io.admitone.ws;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What an idle socket costs in heap; the clients live in a process of their own. */
class MemoryIT {
  private static final int WARM_UP = 200;
  private static final int SOCKETS = 2_000;

  /** Measured: about 3.2 kB. With HTTP's handlers left in the pipeline it is more than this. */
  private static final long MOST_BYTES = 6_000;

  @Test
  void anIdleSocketIsSmall() throws Exception {
    try (TestServer server = TestServer.start()) {
      withClients(server, WARM_UP, () -> {});
      server.events.clear();
      long before = usedHeap();
      long[] during = new long[1];
      withClients(
          server,
          SOCKETS,
          () -> {
            server.events.clear();
            during[0] = usedHeap();
          });
      server.events.clear();

      long after = usedHeap();
      // What was first used meanwhile stays; what was first collected meanwhile is not ours.
      long bytesPerSocket = (during[0] - Math.min(before, after)) / SOCKETS;
      report(bytesPerSocket, (after - before) / SOCKETS);
      assertThat(bytesPerSocket).isBetween(500L, MOST_BYTES);
    }
  }

  private static void withClients(TestServer server, int count, Runnable step) throws IOException {
    Process clients =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                IdleClients.class.getName(),
                Integer.toString(server.port()),
                Integer.toString(count))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(clients.getInputStream(), StandardCharsets.UTF_8))) {
      assertThat(out.readLine()).isEqualTo("open");
      assertThat(server.connections.count()).isEqualTo(count);
      step.run();
      clients.getOutputStream().close();
    } finally {
      clients.destroy();
    }
    Eventually.holds(() -> server.connections.count() == 0, () -> "sockets are left");
  }

  private static long usedHeap() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private static void report(long open, long afterwards) {
    String line =
        "heap per idle socket: "
            + open
            + " bytes; after all were closed: "
            + afterwards
            + " bytes ("
            + SOCKETS
            + " sockets, Java "
            + Runtime.version().feature()
            + ")\n";
    try {
      Files.writeString(Path.of("target", "memory-report.txt"), line);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    System.out.print(line);
  }
}
