package io.admitone.bootstrap;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Options of the virtual machine that make a start of the program cost a third: its classes as one
 * run left them, and a compiler that does not optimise for hours to come. Tests start the program
 * dozens of times; none of them asks how fast it starts.
 */
final class QuickStart {
  private static final Path DIRECTORY = Path.of("target", "quick-start");
  private static List<String> options;

  private QuickStart() {}

  /** Makes the archive of classes at the first call. */
  static synchronized List<String> options() {
    if (options == null) {
      Path archive = DIRECTORY.resolve(ProcessHandle.current().pid() + ".jsa").toAbsolutePath();
      leaveArchive(archive);
      // An archive that does not fit is no reason to say anything.
      options =
          List.of(
              "-XX:TieredStopAtLevel=1",
              "-XX:SharedArchiveFile=" + archive,
              "-Xlog:disable",
              "-Xlog:all=error:stderr");
    }
    return options;
  }

  private static void leaveArchive(Path archive) {
    try {
      Files.createDirectories(DIRECTORY);
      archive.toFile().deleteOnExit();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    try (ServerProcess server =
        ServerProcess.runWith(
            Map.of("JWT_SECRET", "the-secret-of-the-process-that-leaves-it", "PORT", "0"),
            List.of("-XX:ArchiveClassesAtExit=" + archive, "-Xlog:disable"))) {
      server.port();
      server.terminate();
      server.exitCode();
    }
  }
}
