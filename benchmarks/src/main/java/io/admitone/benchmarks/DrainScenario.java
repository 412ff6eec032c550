package io.admitone.benchmarks;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** SIGTERM with many sockets: is everybody told when to come back, and are the times even? */
final class DrainScenario {
  private static final Duration WINDOW = Duration.ofSeconds(10);

  private DrainScenario() {}

  static void run(Path jar, int sockets) throws Exception {
    Pinning.moveLoad();
    Server server =
        Server.startPinned(jar, List.of("--admitone.drain.window=" + WINDOW.toSeconds() + "s"));
    try (server;
        IdleCrowd crowd = new IdleCrowd(server.port(), sockets)) {
      crowd.awaitReady();
      long startedAt = System.nanoTime();
      int status = server.terminate();
      double seconds = (System.nanoTime() - startedAt) / 1e9;
      crowd.awaitEnds();
      System.out.printf(
          Locale.ROOT,
          "%n%,d sockets at SIGTERM: %,d told and closed with 1012, %,d not; exit %d after %.1f s;"
              + " advised times at most %.3f from even (Kolmogorov-Smirnov; chance alone makes"
              + " %.3f once in a thousand)%n",
          sockets,
          crowd.parted(),
          crowd.lost(),
          status,
          seconds,
          distanceFromEven(crowd.advisedMs()),
          Math.sqrt(-Math.log(0.001 / 2) / 2 / sockets));
    }
  }

  private static double distanceFromEven(List<Long> advisedMs) {
    double[] shares =
        advisedMs.stream().mapToDouble(ms -> ms / (double) WINDOW.toMillis()).sorted().toArray();
    double largest = 0;
    for (int i = 0; i < shares.length; i++) {
      double above = (i + 1.0) / shares.length - shares[i];
      double below = shares[i] - (double) i / shares.length;
      largest = Math.max(largest, Math.max(above, below));
    }
    return largest;
  }
}
