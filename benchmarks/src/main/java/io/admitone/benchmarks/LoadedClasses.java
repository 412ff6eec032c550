package io.admitone.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What a start loads, in {@code dev} on the memory store: nothing that is not used. */
final class LoadedClasses {
  /** Libraries that are in the jar of others like it, or in ours for other environments. */
  private static final List<String> UNWANTED =
      List.of(
          "com.fasterxml.jackson.databind.",
          "org.yaml.snakeyaml.",
          "net.logstash.logback.",
          "io.micronaut.security.",
          "io.micronaut.management.",
          "io.micronaut.http.client.",
          "io.lettuce.",
          "org.bouncycastle.",
          "groovy.");

  private LoadedClasses() {}

  static void report(Path jar) throws Exception {
    Path log = Files.createTempFile("classes", ".log");
    try {
      Server.start(jar, List.of("-Xlog:class+load:file=" + log + "::filecount=0")).close();
      print(read(log));
    } finally {
      Files.delete(log);
    }
  }

  /** A line reads {@code [0.012s][info][class,load] java.lang.Object source: …}. */
  private static List<String> read(Path log) throws IOException {
    try (var lines = Files.lines(log)) {
      return lines
          .filter(line -> line.contains(" source: "))
          .map(line -> line.substring(line.lastIndexOf("] ") + 2).split(" ")[0])
          .toList();
    }
  }

  private static void print(List<String> classes) {
    Map<String, Long> byOwner =
        classes.stream()
            .collect(
                Collectors.groupingBy(LoadedClasses::owner, TreeMap::new, Collectors.counting()));
    System.out.printf("Classes loaded from start to orderly stop: %d%n%n", classes.size());
    System.out.println("| from | classes |");
    System.out.println("|---|---|");
    byOwner.forEach((owner, count) -> System.out.printf("| %s | %d |%n", owner, count));
    System.out.println();
    UNWANTED.forEach(
        prefix ->
            System.out.printf(
                "- `%s*`: %d loaded%n",
                prefix, classes.stream().filter(name -> name.startsWith(prefix)).count()));
    System.out.println();
  }

  private static String owner(String name) {
    if (name.matches("(java|javax|jdk|sun|com\\.sun)\\..*")) {
      return "the JDK";
    }
    String[] parts = name.split("\\.");
    return parts.length < 3 ? "other" : parts[0] + "." + parts[1];
  }
}
