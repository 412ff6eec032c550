package io.admitone.benchmarks;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A few in a room who do not read: what the others notice of it, and what becomes of those few.
 * Here, and beside the peers that have been built.
 */
final class SlowScenario {
  private static final int SLOW = 10;

  /**
   * So long that what the kernel holds for one who does not read is full within a second or two.
   */
  private static final int DATA_BYTES = 20_000;

  private final int sockets;
  private final Duration each;
  private final Map<Contestant, List<Figures>> figures = new LinkedHashMap<>();

  private SlowScenario(int sockets, Duration each) {
    this.sockets = sockets;
    this.each = each;
  }

  static void run(List<Path> jars, int sockets, int rounds, Duration each) throws Exception {
    SlowScenario scenario = new SlowScenario(sockets, each);
    List<Contestant> contestants = new ArrayList<>(Contestant.admitOnes(jars));
    contestants.addAll(Contestant.peersWithRooms());
    try (Servers servers = Servers.start(contestants)) {
      Pinning.moveLoad();
      // The first round is left to the compilers.
      for (int round = 0; round <= rounds; round++) {
        for (Contestant contestant : contestants) {
          scenario.measure(contestant, servers.of(contestant), round > 0);
        }
      }
    }
    scenario.print(rounds);
  }

  private void measure(Contestant contestant, Server server, boolean counts) throws Exception {
    try (RoomCrowd crowd = contestant.crowd(server, sockets)) {
      crowd.awaitReady();
      crowd.reserve(SLOW);
      crowd.publish(1, DATA_BYTES, each.dividedBy(4));
      RoomCrowd.Heard without = crowd.publish(1, DATA_BYTES, each);
      long residentBefore = server.residentKb();
      crowd.setReservedReading(false);
      RoomCrowd.Heard with = crowd.publish(1, DATA_BYTES, each);
      long residentAfter = server.residentKb();
      crowd.setReservedReading(true);
      Figures found = new Figures(without, with, dropped(crowd), residentAfter - residentBefore);
      if (counts) {
        figures.computeIfAbsent(contestant, key -> new ArrayList<>()).add(found);
      }
    }
  }

  /** Those who were sent away find out when they read again. */
  private static long dropped(RoomCrowd crowd) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
    while (crowd.lost() < SLOW && System.nanoTime() - end < 0) {
      TimeUnit.MILLISECONDS.sleep(50);
    }
    return crowd.lost();
  }

  private void print(int rounds) {
    System.out.printf(
        Locale.ROOT,
        "%,d sockets in one room, messages of %,d bytes, %d rounds in turn of %d s each without and"
            + " with %d of them not reading; times from publishing to the last of the other %,d;"
            + " medians%n%n",
        sockets,
        DATA_BYTES,
        rounds,
        each.toSeconds(),
        SLOW,
        sockets - SLOW);
    System.out.println(
        "| server | p50 ms without | with | p99 ms without | with | messages meanwhile"
            + " | sent away | resident growth MB |");
    System.out.println("|---|---|---|---|---|---|---|---|");
    figures.forEach(SlowScenario::printRow);
  }

  private static void printRow(Contestant contestant, List<Figures> found) {
    System.out.printf(
        Locale.ROOT,
        "| %s | %.2f | %.2f | %.2f | %.2f | %.0f | %.0f of %d | %.1f |%n",
        contestant.name(),
        Medians.of(found, figures -> figures.without.millisAt(0.50)),
        Medians.of(found, figures -> figures.with.millisAt(0.50)),
        Medians.of(found, figures -> figures.without.millisAt(0.99)),
        Medians.of(found, figures -> figures.with.millisAt(0.99)),
        Medians.of(found, figures -> figures.with.lastSortedNanos().length),
        Medians.of(found, Figures::dropped),
        SLOW,
        Medians.of(found, figures -> figures.grownKb / 1024.0));
  }

  private record Figures(
      RoomCrowd.Heard without, RoomCrowd.Heard with, long dropped, long grownKb) {}
}
