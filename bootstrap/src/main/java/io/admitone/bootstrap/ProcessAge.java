package io.admitone.bootstrap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How long this process has been there. A virtual machine takes a while to reach {@code main}, on a
 * busy machine seconds, and whoever waits for the process waits for that too.
 */
final class ProcessAge {
  /** In Linux's own count, whatever the kernel was built with (proc(5), "starttime"). */
  private static final long TICKS_PER_SECOND = 100;

  /** Of the fields of {@code stat}, counted behind the program's name, which may hold blanks. */
  private static final int STARTTIME = 19;

  /**
   * Nobody reaches {@code main} later: the two clocks are not of one kind, as in some containers.
   */
  private static final Duration LONGEST_BELIEVED = Duration.ofMinutes(1);

  private ProcessAge() {}

  /** The age now, to a hundredth of a second; zero where the system does not tell. */
  static Duration now() {
    Path proc = Path.of("/proc");
    Duration age = Files.isReadable(proc.resolve("uptime")) ? onLinux(proc) : elsewhere();
    return age.isNegative() || age.compareTo(LONGEST_BELIEVED) > 0 ? Duration.ZERO : age;
  }

  /** The virtual machine's own word is rounded to the second there. */
  static Duration onLinux(Path proc) {
    try {
      String stat = Files.readString(proc.resolve("self/stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      double upSeconds = Double.parseDouble(Files.readString(proc.resolve("uptime")).split(" ")[0]);
      long startedMs = Long.parseLong(fields[STARTTIME]) * 1000 / TICKS_PER_SECOND;
      return Duration.ofMillis(Math.round(upSeconds * 1000) - startedMs);
    } catch (IOException | RuntimeException unreadable) {
      return Duration.ZERO;
    }
  }

  private static Duration elsewhere() {
    Optional<Instant> started = ProcessHandle.current().info().startInstant();
    return started.map(at -> Duration.between(at, Instant.now())).orElse(Duration.ZERO);
  }
}
