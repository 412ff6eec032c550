package io.admitone.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;

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
             java -jar admitone-benchmarks.jar redis [path of admitone.jar] [rounds] [seconds]""";

  private Main() {}

  public static void main(String[] args) throws Exception {
    String scenario = args.length > 0 ? args[0] : "";
    switch (scenario) {
      case "idle" -> idle(Arrays.copyOfRange(args, 1, args.length));
      case "drain" -> drain(Arrays.copyOfRange(args, 1, args.length));
      case "redis" -> redis(Arrays.copyOfRange(args, 1, args.length));
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

  private static void drain(String[] args) throws Exception {
    Path jar = jar(args, 2);
    System.out.println(Machine.describe());
    DrainScenario.run(jar, args.length > 1 ? Integer.parseInt(args[1]) : 5_000);
  }

  private static Path jar(String[] args, int most) {
    Path jar = Path.of(args.length > 0 ? args[0] : "bootstrap/target/admitone.jar");
    if (!Files.isRegularFile(jar) || args.length > most) {
      System.err.println("There is no " + jar + ": build it first.\n" + USAGE);
      System.exit(2);
    }
    return jar;
  }
}
