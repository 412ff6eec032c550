package io.admitone.benchmarks;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * One message to everybody in a room: here, and beside the peers that have been built, in turn and
 * several times over.
 */
final class FanOutScenario {
  /** Messages at a time: alone, and several, which is where one flush may serve for all. */
  private static final List<Integer> IN_FLIGHT = List.of(1, 4);

  /** The room's message has some 250 bytes then. */
  private static final int DATA_BYTES = 100;

  private final int sockets;
  private final Duration each;
  private final Map<Key, List<Figures>> figures = new LinkedHashMap<>();

  private FanOutScenario(int sockets, Duration each) {
    this.sockets = sockets;
    this.each = each;
  }

  static void run(List<Path> jars, int sockets, int rounds, Duration each) throws Exception {
    List<Contestant> contestants = new ArrayList<>(Contestant.admitOnes(jars));
    contestants.addAll(Contestant.peersWithRooms());
    new FanOutScenario(sockets, each).run(contestants, rounds);
  }

  /** Without the peers: the room in memory, and the same in Redis. */
  static void runOnRedis(List<Path> jars, int sockets, int rounds, Duration each) throws Exception {
    try (RedisProcess redis = RedisProcess.start()) {
      List<Contestant> contestants = new ArrayList<>(Contestant.admitOnes(jars));
      Contestant.admitOnes(jars).forEach(ours -> contestants.add(ours.onRedis(redis)));
      new FanOutScenario(sockets, each).run(contestants, rounds);
    }
  }

  private void run(List<Contestant> contestants, int rounds) throws Exception {
    try (Servers servers = Servers.start(contestants)) {
      Pinning.moveLoad();
      // The first round is left to the compilers.
      for (int round = 0; round <= rounds; round++) {
        for (Contestant contestant : contestants) {
          measure(contestant, servers.of(contestant), round > 0);
        }
      }
    }
    print(rounds, contestants);
  }

  private void measure(Contestant contestant, Server server, boolean counts) throws Exception {
    try (RoomCrowd crowd = contestant.crowd(server, sockets)) {
      crowd.awaitReady();
      for (int inFlight : IN_FLIGHT) {
        crowd.publish(inFlight, DATA_BYTES, each);
        Duration before = server.cpu();
        RoomCrowd.Heard heard = crowd.publish(inFlight, DATA_BYTES, each);
        Figures found = new Figures(heard, server.cpu().minus(before));
        if (counts) {
          figures
              .computeIfAbsent(new Key(contestant, inFlight), key -> new ArrayList<>())
              .add(found);
        }
      }
    }
  }

  private void print(int rounds, List<Contestant> contestants) {
    System.out.printf(
        Locale.ROOT,
        "%,d sockets in one room, %d rounds in turn of %d s each after as long a warm-up; medians%n%n",
        sockets,
        rounds,
        each.toSeconds());
    System.out.println(
        "| server | in flight | deliveries a second | server CPU µs a delivery"
            + " | last delivery p50 ms | p99 ms | load CPU µs a delivery | load busy % |");
    System.out.println("|---|---|---|---|---|---|---|---|");
    figures.forEach(FanOutScenario::printRow);
    System.out.println();
    System.out.println("| ratio, Admit One to | in flight | CPU | deliveries a second | p99 |");
    System.out.println("|---|---|---|---|---|");
    for (Contestant peer : contestants.subList(1, contestants.size())) {
      for (int inFlight : IN_FLIGHT) {
        printRatios(contestants.get(0), peer, inFlight);
      }
    }
  }

  private static void printRow(Key key, List<Figures> found) {
    System.out.printf(
        Locale.ROOT,
        "| %s | %d | %,.0f | %.2f | %.2f | %.2f | %.2f | %.0f |%n",
        key.contestant.name(),
        key.inFlight,
        Medians.of(found, Figures::perSecond),
        Medians.of(found, Figures::cpuMicrosEach),
        Medians.of(found, figures -> figures.heard.millisAt(0.50)),
        Medians.of(found, figures -> figures.heard.millisAt(0.99)),
        Medians.of(found, Figures::loadMicrosEach),
        Medians.of(found, Figures::loadPercent));
  }

  private void printRatios(Contestant ours, Contestant peer, int inFlight) {
    List<Figures> mine = figures.get(new Key(ours, inFlight));
    List<Figures> theirs = figures.get(new Key(peer, inFlight));
    System.out.printf(
        Locale.ROOT,
        "| %s | %d | %.2f | %.2f | %.2f |%n",
        peer.name(),
        inFlight,
        ratio(mine, theirs, Figures::cpuMicrosEach),
        ratio(mine, theirs, Figures::perSecond),
        ratio(mine, theirs, figures -> figures.heard.millisAt(0.99)));
  }

  private static double ratio(
      List<Figures> mine, List<Figures> theirs, ToDoubleFunction<Figures> figure) {
    return Medians.of(mine, figure) / Medians.of(theirs, figure);
  }

  private record Key(Contestant contestant, int inFlight) {}

  private record Figures(RoomCrowd.Heard heard, Duration serverCpu) {
    double perSecond() {
      return heard.deliveries() / (heard.took().toNanos() / 1e9);
    }

    double cpuMicrosEach() {
      return serverCpu.toNanos() / 1e3 / heard.deliveries();
    }

    double loadMicrosEach() {
      return heard.loadCpu().toNanos() / 1e3 / heard.deliveries();
    }

    double loadPercent() {
      return 100.0 * heard.loadCpu().toNanos() / heard.took().toNanos();
    }
  }
}
