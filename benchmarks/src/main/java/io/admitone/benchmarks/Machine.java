package io.admitone.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where figures were made: without it they mean nothing. */
final class Machine {
  private Machine() {}

  static String describe() throws IOException {
    return """
        - processor: %s, %d cores seen
        - memory: %s
        - kernel: %s %s
        - JDK: %s, default flags
        - pinning: %s
        """
        .formatted(
            lineAfter("/proc/cpuinfo", "model name"),
            Runtime.getRuntime().availableProcessors(),
            lineAfter("/proc/meminfo", "MemTotal"),
            System.getProperty("os.name"),
            System.getProperty("os.version"),
            System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version"),
            Pinning.describe());
  }

  private static String lineAfter(String file, String key) throws IOException {
    Path path = Path.of(file);
    if (!Files.isReadable(path)) {
      return "unknown";
    }
    try (var lines = Files.lines(path)) {
      return lines
          .filter(line -> line.startsWith(key))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("unknown");
    }
  }
}
