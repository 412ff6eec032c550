package io.admitone.redis.rig;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A child of this JVM. */
final class LocalProcess implements ServerProcess {
  private static final Duration AT_ONCE = Duration.ofSeconds(5);
  private final Process process;
  private final Path output;

  private LocalProcess(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  static LocalProcess start(List<String> command, Path dir) {
    File output = dir.resolve("output.log").toFile();
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(dir.toFile())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(output))
              .start();
      Leftovers.started(process.pid());
      return new LocalProcess(process, output.toPath());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void kill() {
    process.destroyForcibly();
    try {
      if (!process.waitFor(AT_ONCE.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException("process " + process.pid() + " survives SIGKILL");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Leftovers.ended(process.pid());
  }

  @Override
  public void freeze() {
    signal("STOP");
    Await.until(AT_ONCE, "standing still", () -> state() == 'T');
  }

  @Override
  public void thaw() {
    signal("CONT");
    Await.until(AT_ONCE, "going on", () -> state() != 'T');
  }

  @Override
  public boolean isAlive() {
    return process.isAlive();
  }

  @Override
  public String output() {
    try {
      return Files.readString(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void signal(String name) {
    Commands.run("kill", "-" + name, Long.toString(process.pid()));
  }

  private char state() {
    return Commands.run("ps", "-o", "state=", "-p", Long.toString(process.pid())).charAt(0);
  }
}
