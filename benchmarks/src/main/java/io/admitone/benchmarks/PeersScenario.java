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
 * A start, a ticket, a whole handshake and an echo: here, and at the peers that have been built,
 * with the tickets in one Redis, in turn and several times over.
 */
final class PeersScenario {
  private static final int STARTS = 5;
  private static final List<String> LOADS =
      List.of("ticket issue", "whole handshake", "echo round trip");

  private final Tokens tokens = new Tokens();
  private final Duration each;
  private final Map<Key, List<Load.Result>> results = new LinkedHashMap<>();

  private PeersScenario(Duration each) {
    this.each = each;
  }

  static void run(List<Path> jars, int rounds, Duration each) throws Exception {
    PeersScenario scenario = new PeersScenario(each);
    try (RedisProcess redis = RedisProcess.start()) {
      List<Contestant> contestants = new ArrayList<>();
      Contestant.admitOnes(jars).forEach(ours -> contestants.add(ours.onRedis(redis)));
      Contestant.peers().forEach(peer -> contestants.add(peer.onRedis(redis)));
      starts(contestants);
      try (Servers servers = Servers.start(contestants)) {
        Pinning.moveLoad();
        // The first round is left to the compilers.
        for (int round = 0; round <= rounds; round++) {
          for (Contestant contestant : contestants) {
            scenario.measure(contestant, servers.of(contestant), round > 0);
          }
        }
      }
      scenario.print(rounds, contestants);
    }
  }

  private static void starts(List<Contestant> contestants) throws Exception {
    Map<Contestant, List<Duration>> times = new LinkedHashMap<>();
    for (int i = 0; i < STARTS; i++) {
      for (Contestant contestant : contestants) {
        try (Server server = contestant.startUnpinned()) {
          times.computeIfAbsent(contestant, key -> new ArrayList<>()).add(server.startedIn());
        }
      }
    }
    System.out.printf(Locale.ROOT, "%d starts in turn on the whole machine, medians%n%n", STARTS);
    System.out.println("| server | start to ready s |");
    System.out.println("|---|---|");
    times.forEach(
        (contestant, all) ->
            System.out.printf(
                Locale.ROOT,
                "| %s | %.2f |%n",
                contestant.name(),
                Medians.of(all, time -> time.toNanos() / 1e9)));
  }

  private void measure(Contestant contestant, Server server, boolean counts) throws Exception {
    for (String load : LOADS) {
      Load.Result result = Load.run(server, workers(load, server), each);
      if (counts) {
        results.computeIfAbsent(new Key(contestant, load), key -> new ArrayList<>()).add(result);
      }
    }
  }

  private List<Load.Worker> workers(String load, Server server) throws Exception {
    return switch (load) {
      case "ticket issue" -> LoadScenarios.ticketWorkers(server, tokens);
      case "whole handshake" -> LoadScenarios.handshakeWorkers(server, tokens);
      default -> LoadScenarios.echoWorkers(server, tokens);
    };
  }

  private void print(int rounds, List<Contestant> contestants) {
    System.out.printf(
        Locale.ROOT,
        "%n%d rounds in turn, each load %d s after as long a warm-up; medians%n%n",
        rounds,
        each.toSeconds());
    System.out.println("| load | server | a second | server CPU µs each | p50 ms | p99 ms |");
    System.out.println("|---|---|---|---|---|---|");
    LOADS.forEach(load -> contestants.forEach(contestant -> printRow(load, contestant)));
    System.out.println();
    System.out.println("| ratio, ours to | load | CPU each | a second | p99 |");
    System.out.println("|---|---|---|---|---|");
    for (Contestant peer : contestants.subList(1, contestants.size())) {
      LOADS.forEach(load -> printRatios(load, contestants.get(0), peer));
    }
  }

  private void printRow(String load, Contestant contestant) {
    System.out.printf(
        Locale.ROOT,
        "| %s | %s | %,.0f | %.1f | %.2f | %.2f |%n",
        load,
        contestant.name(),
        median(load, contestant, Load.Result::perSecond),
        median(load, contestant, Load.Result::cpuMicrosEach),
        median(load, contestant, result -> result.millisAt(0.50)),
        median(load, contestant, result -> result.millisAt(0.99)));
  }

  private void printRatios(String load, Contestant ours, Contestant peer) {
    System.out.printf(
        Locale.ROOT,
        "| %s | %s | %.2f | %.2f | %.2f |%n",
        peer.name(),
        load,
        ratio(load, ours, peer, Load.Result::cpuMicrosEach),
        ratio(load, ours, peer, Load.Result::perSecond),
        ratio(load, ours, peer, result -> result.millisAt(0.99)));
  }

  private double ratio(
      String load, Contestant ours, Contestant peer, ToDoubleFunction<Load.Result> figure) {
    return median(load, ours, figure) / median(load, peer, figure);
  }

  private double median(String load, Contestant contestant, ToDoubleFunction<Load.Result> figure) {
    return Medians.of(results.get(new Key(contestant, load)), figure);
  }

  private record Key(Contestant contestant, String load) {}
}
