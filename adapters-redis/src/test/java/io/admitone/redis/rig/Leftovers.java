package io.admitone.redis.rig;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Sees to it that nothing outlives the tests: what was not closed is closed when the JVM ends, and
 * processes are killed even where the JVM itself is killed and runs no hook.
 *
 * <p>The latter is done by a shell that reads the ids of living processes from this JVM and, when
 * that pipe breaks, kills those that were not taken back. Thread-safe.
 */
final class Leftovers {
  private static final String GUARD =
      "while read -r op pid; do"
          + " if [ \"$op\" = + ]; then alive=\"$alive $pid\";"
          + " else rest=; for p in $alive; do [ \"$p\" = \"$pid\" ] || rest=\"$rest $p\"; done;"
          + " alive=$rest; fi; done; [ -z \"$alive\" ] || kill -9 $alive";

  private static final Map<AutoCloseable, Boolean> OPEN = new ConcurrentHashMap<>();
  private static OutputStream guard;

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(Leftovers::closeAll, "rig-leftovers"));
  }

  private Leftovers() {}

  static void add(AutoCloseable open) {
    OPEN.put(open, true);
  }

  static void remove(AutoCloseable closed) {
    OPEN.remove(closed);
  }

  static void started(long pid) {
    tellGuard("+ " + pid);
  }

  static void ended(long pid) {
    tellGuard("- " + pid);
  }

  private static synchronized void tellGuard(String line) {
    try {
      if (guard == null) {
        guard = startGuard();
      }
      guard.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
      guard.flush();
    } catch (IOException e) {
      throw new IllegalStateException("the guard over started processes is gone", e);
    }
  }

  /** Deaf to Ctrl-C, which reaches the whole process group and would end the guard first. */
  private static OutputStream startGuard() throws IOException {
    return new ProcessBuilder("sh", "-c", "trap '' INT; " + GUARD)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start()
        .getOutputStream();
  }

  private static void closeAll() {
    for (AutoCloseable open : OPEN.keySet()) {
      try {
        open.close();
      } catch (Exception e) {
        System.err.println("could not close " + open + ": " + e);
      }
    }
  }
}
