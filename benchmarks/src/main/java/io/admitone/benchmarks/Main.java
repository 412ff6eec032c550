package io.admitone.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Runs every scenario against {@code bootstrap/target/admitone.jar} and prints the figures as
 * Markdown. See {@code benchmarks/README.md}.
 */
public final class Main {
  private static final String USAGE =
      "usage: java -jar admitone-benchmarks.jar [path of admitone.jar] [seconds a load]";

  private Main() {}

  public static void main(String[] args) throws Exception {
    Path jar = Path.of(args.length > 0 ? args[0] : "bootstrap/target/admitone.jar");
    if (!Files.isRegularFile(jar) || args.length > 2) {
      System.err.println("There is no " + jar + ": build it first.\n" + USAGE);
      System.exit(2);
    }
    Duration each = Duration.ofSeconds(args.length > 1 ? Long.parseLong(args[1]) : 20);
    System.out.println(Machine.describe());
    StartScenario.run(jar, 7);
    LoadedClasses.report(jar);
    LoadScenarios.run(jar, each);
  }
}
