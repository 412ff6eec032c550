package io.admitone.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessAgeTest {
  @TempDir private Path proc;

  @Test
  void isCountedFromTheStartOfTheProcessInLinuxsTicks() throws IOException {
    linux("4711 (java ) 1) S 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 0 123456 99", "1236.06 9.1");

    assertThat(ProcessAge.onLinux(proc)).isEqualTo(Duration.ofMillis(1500));
  }

  @Test
  void isNothingWhereTheSystemSaysNothingSensible() throws IOException {
    linux("", "up");

    assertThat(ProcessAge.onLinux(proc)).isZero();
  }

  @Test
  void agreesWithTheSystemToASecond() {
    Instant started = ProcessHandle.current().info().startInstant().orElseThrow();
    Duration told = Duration.between(started, Instant.now());

    // A virtual machine that has run tests for more than a minute is not asked for its age.
    Duration age = ProcessAge.now();

    if (!age.isZero()) {
      assertThat(age).isCloseTo(told, Duration.ofMillis(1_100));
    }
  }

  private void linux(String stat, String uptime) throws IOException {
    Files.createDirectories(proc.resolve("self"));
    Files.writeString(proc.resolve("self/stat"), stat);
    Files.writeString(proc.resolve("uptime"), uptime);
  }
}
