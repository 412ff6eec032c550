package io.admitone.benchmarks;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** From the start of the process to the first 200 on {@code /ready}. */
final class StartScenario {
  private StartScenario() {}

  static void run(Path jar, int starts) throws Exception {
    List<Duration> times = new ArrayList<>();
    List<Duration> cpu = new ArrayList<>();
    for (int i = 0; i < starts; i++) {
      try (Server server = Server.start(jar, List.of())) {
        times.add(server.startedIn());
        cpu.add(server.cpu());
      }
    }
    System.out.printf(
        Locale.ROOT,
        "Start to ready, %d starts on the whole machine: median %.2f s, best %.2f s; CPU %.2f s%n%n",
        starts,
        seconds(median(times)),
        seconds(Collections.min(times)),
        seconds(median(cpu)));
  }

  private static Duration median(List<Duration> times) {
    return times.stream().sorted().toList().get(times.size() / 2);
  }

  private static double seconds(Duration time) {
    return time.toNanos() / 1e9;
  }
}
