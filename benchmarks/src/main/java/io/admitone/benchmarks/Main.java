package io.admitone.benchmarks;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Runs every scenario against {@code bootstrap/target/admitone.jar} and prints the figures as
 * Markdown. See {@code benchmarks/README.md}.
 */
public final class Main {
  private static final String USAGE =
      """
      usage: java -jar admitone-benchmarks.jar [path of admitone.jar] [seconds a load]
             java -jar admitone-benchmarks.jar idle [path of admitone.jar] [sockets] [seconds]
             java -jar admitone-benchmarks.jar drain [path of admitone.jar] [sockets]
             java -jar admitone-benchmarks.jar redis [path of admitone.jar] [rounds] [seconds]
             java -jar admitone-benchmarks.jar peers [paths of builds] [rounds] [seconds]
             java -jar admitone-benchmarks.jar fanout [paths of builds] [sockets] [rounds] [seconds]
             java -jar admitone-benchmarks.jar fanout-redis [paths of builds] [sockets] [rounds] [seconds]
             java -jar admitone-benchmarks.jar slow [paths of builds] [sockets] [rounds] [seconds]""";

  private Main() {}

  public static void main(String[] args) throws Exception {
    String scenario = args.length > 0 ? args[0] : "";
    switch (scenario) {
      case "idle" -> idle(Arrays.copyOfRange(args, 1, args.length));
      case "drain" -> drain(Arrays.copyOfRange(args, 1, args.length));
      case "redis" -> redis(Arrays.copyOfRange(args, 1, args.length));
      case "fanout" -> rooms(Arrays.copyOfRange(args, 1, args.length), FanOutScenario::run);
      case "fanout-redis" ->
          rooms(Arrays.copyOfRange(args, 1, args.length), FanOutScenario::runOnRedis);
      case "peers" -> peers(Arrays.copyOfRange(args, 1, args.length));
      case "slow" -> rooms(Arrays.copyOfRange(args, 1, args.length), SlowScenario::run);
      default -> loads(args);
    }
  }

  private static void loads(String[] args) throws Exception {
    Path jar = jar(args, 2);
    Duration each = Duration.ofSeconds(args.length > 1 ? Long.parseLong(args[1]) : 20);
    System.out.println(Machine.describe());
    StartScenario.run(jar, 7);
    LoadedClasses.report(jar);
    LoadScenarios.run(jar, each);
  }

  private static void idle(String[] args) throws Exception {
    Path jar = jar(args, 3);
    int sockets = args.length > 1 ? Integer.parseInt(args[1]) : 10_000;
    Duration watched = Duration.ofSeconds(args.length > 2 ? Long.parseLong(args[2]) : 75);
    System.out.println(Machine.describe());
    IdleScenario.run(jar, sockets, watched);
  }

  private static void redis(String[] args) throws Exception {
    Path jar = jar(args, 3);
    int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 5;
    Duration each = Duration.ofSeconds(args.length > 2 ? Long.parseLong(args[2]) : 5);
    System.out.println(Machine.describe());
    StoreScenario.run(jar, rounds, each);
  }

  private static void peers(String[] args) throws Exception {
    List<Path> jars = jars(args, 3);
    int rounds = number(args, 1, 3);
    Duration each = Duration.ofSeconds(number(args, 2, 3));
    System.out.println(Machine.describe());
    PeersScenario.run(jars, rounds, each);
  }

  private static void rooms(String[] args, Rooms scenario) throws Exception {
    List<Path> jars = jars(args, 4);
    int sockets = number(args, 1, 1_000);
    int rounds = number(args, 2, 5);
    Duration each = Duration.ofSeconds(number(args, 3, 4));
    System.out.println(Machine.describe());
    scenario.run(jars, sockets, rounds, each);
  }

  private interface Rooms {
    void run(List<Path> jars, int sockets, int rounds, Duration each) throws Exception;
  }

  private static int number(String[] args, int at, int otherwise) {
    return args.length > at ? Integer.parseInt(args[at]) : otherwise;
  }

  private static void drain(String[] args) throws Exception {
    Path jar = jar(args, 2);
    System.out.println(Machine.describe());
    DrainScenario.run(jar, args.length > 1 ? Integer.parseInt(args[1]) : 5_000);
  }

  private static Path jar(String[] args, int most) {
    return jars(args, most).get(0);
  }

  /** The builds that are named, as in a class path. */
  private static List<Path> jars(String[] args, int most) {
    String names = args.length > 0 ? args[0] : "bootstrap/target/admitone.jar";
    List<Path> jars = Stream.of(names.split(File.pathSeparator)).map(Path::of).toList();
    for (Path jar : jars) {
      if (!Files.isRegularFile(jar) || args.length > most) {
        System.err.println("There is no " + jar + ": build it first.\n" + USAGE);
        System.exit(2);
      }
    }
    return jars;
  }
}
