package io.admitone.bootstrap;

import java.time.Duration;
import java.time.Instant;

/**
 * This program, in this process.
 *
 * @param version as the build gave it
 * @param startedAt when the process began
 */
record Program(String version, Instant startedAt) {
  private static final String UNPACKED = "unpacked";

  static Program running() {
    String version = Program.class.getPackage().getImplementationVersion();
    return new Program(
        version == null ? UNPACKED : version,
        // The operating system's word: the management beans would cost 50 ms of the start.
        Instant.now().minus(ProcessAge.now()));
  }

  Duration age() {
    return Duration.between(startedAt, Instant.now());
  }
}
