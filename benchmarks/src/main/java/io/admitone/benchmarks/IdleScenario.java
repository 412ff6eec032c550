package io.admitone.benchmarks;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * What an open socket costs that has nothing to say but its heartbeat: here, and beside the peers
 * that have been built, on the same work in the same run.
 */
final class IdleScenario {
  private static final int WARM_UP = 500;
  private static final long HEARTBEAT_MS = 25_000;

  private final int sockets;
  private final Duration idle;

  private IdleScenario(int sockets, Duration idle) {
    this.sockets = sockets;
    this.idle = idle;
  }

  /**
   * @param idle how long the sockets are watched; whole intervals of the heartbeat, 25 s, are best
   */
  static void run(Path jar, int sockets, Duration idle) throws Exception {
    IdleScenario scenario = new IdleScenario(sockets, idle);
    Pinning.moveLoad();
    System.out.printf(
        Locale.ROOT,
        "%,d sockets, watched for %d s; JVMs with %s%n%n",
        sockets,
        idle.toSeconds(),
        String.join(" ", Contestant.JVM_FLAGS));
    System.out.println(
        "| server | heap kB a socket | resident kB a socket | resident at rest MB | with sockets MB"
            + " | idle CPU % of a core | beats a second | lost |");
    System.out.println("|---|---|---|---|---|---|---|---|");
    for (Contestant contestant : contestants(jar)) {
      scenario.measure(contestant);
    }
  }

  private static List<Contestant> contestants(Path jar) {
    List<Contestant> all = new ArrayList<>(List.of(Contestant.admitOne(jar)));
    all.addAll(Contestant.peers());
    return all;
  }

  private void measure(Contestant contestant) throws Exception {
    try (Server server = contestant.start()) {
      try (IdleCrowd first = new IdleCrowd(server.port(), WARM_UP)) {
        first.awaitReady();
      }
      settle();
      long heapBefore = contestant.heapBytes(server);
      settle();
      long residentBefore = server.residentKb();
      try (IdleCrowd crowd = new IdleCrowd(server.port(), sockets)) {
        crowd.awaitReady();
        // The first round of heartbeats is left to the compilers.
        TimeUnit.MILLISECONDS.sleep(HEARTBEAT_MS);
        Duration cpuBefore = server.cpu();
        long beatsBefore = crowd.beats();
        long startedAt = System.nanoTime();
        TimeUnit.NANOSECONDS.sleep(idle.toNanos());
        double seconds = (System.nanoTime() - startedAt) / 1e9;
        double cpu = server.cpu().minus(cpuBefore).toNanos() / 1e7 / seconds;
        double beats = (crowd.beats() - beatsBefore) / seconds;
        long heap = contestant.heapBytes(server);
        settle();
        long resident = server.residentKb();
        System.out.printf(
            Locale.ROOT,
            "| %s | %.1f | %.1f | %.0f | %.0f | %.2f | %.0f | %d |%n",
            contestant.name(),
            (heap - heapBefore) / 1024.0 / sockets,
            (double) (resident - residentBefore) / sockets,
            residentBefore / 1024.0,
            resident / 1024.0,
            cpu,
            beats,
            crowd.lost());
      }
    }
  }

  /** Lets what was begun come to its end: closes, compilations, the return of memory. */
  private static void settle() throws InterruptedException {
    TimeUnit.SECONDS.sleep(3);
  }
}
