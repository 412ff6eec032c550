package io.admitone.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A server that takes part in a comparison.
 *
 * @param command how it is started, on the port that the variable {@code PORT} names
 * @param isJvm whether its heap is read as that of a Java virtual machine
 */
record Contestant(String name, List<String> command, boolean isJvm) {
  /** A heap that returns what it does not need, and no more of it than the work takes. */
  static final List<String> JVM_FLAGS = List.of("-XX:+UseSerialGC", "-Xms32m", "-Xmx1g");

  private static final Pattern TOTAL = Pattern.compile("(?m)^Total\\s+\\d+\\s+(\\d+)");

  static Contestant admitOne(Path jar) {
    return new Contestant("Admit One", java(jar), true);
  }

  static Contestant vertx(Path jar) {
    return new Contestant("Vert.x 5", java(jar), true);
  }

  static Contestant ws(Path script) {
    return new Contestant(
        "ws 8 on Node.js", List.of("node", "--expose-gc", script.toString()), false);
  }

  Server start() throws Exception {
    return Server.start(Pinning.onServerCore(command), isAdmitOne() ? "/ready" : "/");
  }

  /** What is in use on the heap after a collection that left nothing out. */
  long heapBytes(Server server) throws Exception {
    if (isJvm) {
      classHistogram(server);
      return total(classHistogram(server));
    }
    long used = 0;
    for (int i = 0; i < 2; i++) {
      try (HttpLine line = new HttpLine(server.port())) {
        used = Long.parseLong(line.get("/memory").body().strip());
      }
    }
    return used;
  }

  private boolean isAdmitOne() {
    return name.equals("Admit One");
  }

  private static List<String> java(Path jar) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JVM_FLAGS);
    command.addAll(List.of("-jar", jar.toString()));
    return command;
  }

  /** Of live objects only, for which the virtual machine collects everything first. */
  private static String classHistogram(Server server) throws IOException, InterruptedException {
    Process jcmd =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(server.pid()),
                "GC.class_histogram")
            .redirectErrorStream(true)
            .start();
    String text = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (jcmd.waitFor() != 0) {
      throw new IOException("jcmd, which comes with a JDK, failed: " + text);
    }
    return text;
  }

  private static long total(String histogram) throws IOException {
    Matcher matcher = TOTAL.matcher(histogram);
    if (!matcher.find()) {
      throw new IOException("no total in " + histogram);
    }
    return Long.parseLong(matcher.group(1));
  }
}
