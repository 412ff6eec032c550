package io.admitone.benchmarks;

import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The server on one core, the load on another, so that they do not share what is measured. */
final class Pinning {
  private static final String SERVER_CORE = "0";
  private static final String LOAD_CORE = "1";
  private static final boolean POSSIBLE =
      Runtime.getRuntime().availableProcessors() >= 2 && onPath("taskset");

  private Pinning() {}

  static String describe() {
    return POSSIBLE ? "server on core 0, load on core 1 (taskset)" : "none: taskset or cores lack";
  }

  /** The command, to be run on the server's core; its process id stays the same. */
  static List<String> onServerCore(List<String> command) {
    return on(SERVER_CORE, command);
  }

  /** The command, to be run where the load runs; its process id stays the same. */
  static List<String> onLoadCore(List<String> command) {
    return on(LOAD_CORE, command);
  }

  private static List<String> on(String core, List<String> command) {
    if (!POSSIBLE) {
      return command;
    }
    List<String> pinned = new ArrayList<>(List.of("taskset", "-c", core));
    pinned.addAll(command);
    return pinned;
  }

  /** Moves every thread of this process to the load's core. */
  static void moveLoad() throws IOException, InterruptedException {
    if (POSSIBLE) {
      String self = Long.toString(ProcessHandle.current().pid());
      new ProcessBuilder("taskset", "-a", "-c", "-p", LOAD_CORE, self)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    }
  }

  private static boolean onPath(String program) {
    for (String folder : System.getenv("PATH").split(File.pathSeparator)) {
      if (new File(folder, program).canExecute()) {
        return true;
      }
    }
    return false;
  }
}
