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
 * What Redis as the store costs: the same service on memory and on Redis, and Redis alone, in turn
 * and several times over. Told as ratios of medians, since the machine wanders and the ratio does
 * not.
 */
final class StoreScenario {
  /** So many requests that a round of them takes about as long as one of the loads. */
  private static final int REQUESTS = 200_000;

  private final Duration each;

  /** The same for all loads: a session that comes back is over its rate. */
  private final Tokens tokens = new Tokens();

  private final Map<String, List<Load.Result>> loads = new LinkedHashMap<>();
  private final List<Double> sets = new ArrayList<>();
  private final List<Double> getdels = new ArrayList<>();

  private StoreScenario(Duration each) {
    this.each = each;
  }

  static void run(Path jar, int rounds, Duration each) throws Exception {
    StoreScenario scenario = new StoreScenario(each);
    Contestant onMemory = Contestant.admitOne(jar);
    try (RedisProcess redis = RedisProcess.start();
        Server memory = onMemory.start();
        Server onRedis = onMemory.onRedis(redis).start()) {
      Pinning.moveLoad();
      for (int round = 0; round < rounds; round++) {
        scenario.round(redis, memory, onRedis);
      }
    }
    scenario.print(rounds);
  }

  private void round(RedisProcess redis, Server memory, Server onRedis) throws Exception {
    add("issue, memory", memory, LoadScenarios.ticketWorkers(memory, tokens));
    add("issue, Redis", onRedis, LoadScenarios.ticketWorkers(onRedis, tokens));
    sets.add(redis.setsPerSecond(LoadScenarios.CONNECTIONS, REQUESTS));
    add("handshake, memory", memory, LoadScenarios.handshakeWorkers(memory, tokens));
    add("handshake, Redis", onRedis, LoadScenarios.handshakeWorkers(onRedis, tokens));
    getdels.add(redis.getdelsPerSecond(LoadScenarios.CONNECTIONS, REQUESTS));
  }

  private void add(String name, Server server, List<Load.Worker> workers) throws Exception {
    loads.computeIfAbsent(name, unused -> new ArrayList<>()).add(Load.run(server, workers, each));
  }

  private void print(int rounds) {
    System.out.printf(
        Locale.ROOT,
        "%d rounds in turn, each load %d s after as long a warm-up, %d clients; medians%n%n",
        rounds,
        each.toSeconds(),
        LoadScenarios.CONNECTIONS);
    System.out.println("| load | a second | server CPU µs each | p50 ms | p99 ms |");
    System.out.println("|---|---|---|---|---|");
    loads.keySet().forEach(this::printRow);
    System.out.printf(Locale.ROOT, "| redis-benchmark SET | %.0f | | | |%n", median(sets));
    System.out.printf(Locale.ROOT, "| redis-benchmark GETDEL | %.0f | | | |%n%n", median(getdels));
    System.out.println("| ratio | CPU each | a second |");
    System.out.println("|---|---|---|");
    printRatio("issue");
    printRatio("handshake");
    printAgainst("issue on Redis to SET", "issue, Redis", sets);
    printAgainst("handshake on Redis to GETDEL", "handshake, Redis", getdels);
  }

  private void printRow(String load) {
    System.out.printf(
        Locale.ROOT,
        "| %s | %.0f | %.1f | %.2f | %.2f |%n",
        load,
        median(load, Load.Result::perSecond),
        median(load, Load.Result::cpuMicrosEach),
        median(load, result -> result.millisAt(0.50)),
        median(load, result -> result.millisAt(0.99)));
  }

  private void printRatio(String load) {
    System.out.printf(
        Locale.ROOT,
        "| %s on Redis to %s on memory | %.2f | %.2f |%n",
        load,
        load,
        ratio(load, Load.Result::cpuMicrosEach),
        ratio(load, Load.Result::perSecond));
  }

  private double ratio(String load, ToDoubleFunction<Load.Result> figure) {
    return median(load + ", Redis", figure) / median(load + ", memory", figure);
  }

  private void printAgainst(String name, String load, List<Double> alone) {
    System.out.printf(
        Locale.ROOT,
        "| %s | | %.3f |%n",
        name,
        median(load, Load.Result::perSecond) / median(alone));
  }

  private double median(String load, ToDoubleFunction<Load.Result> figure) {
    return Medians.of(loads.get(load), figure);
  }

  private static double median(List<Double> figures) {
    return Medians.of(figures, Double::doubleValue);
  }
}
