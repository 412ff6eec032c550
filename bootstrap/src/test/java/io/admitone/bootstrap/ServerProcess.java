package io.admitone.bootstrap;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The packed program as a process of its own. Nothing of this process' environment shows through.
 */
final class ServerProcess implements AutoCloseable {
  private static final Path JAR = Path.of("target", "admitone.jar");
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Pattern PORT = Pattern.compile("event\"?[=:]\"?started.*port\"?[=:](\\d+)");

  private final Process process;
  private final Path out;
  private final Path err;

  private ServerProcess(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /**
   * @param virtualMachine options before {@code -jar}
   */
  static ServerProcess run(
      Map<String, String> environment, List<String> virtualMachine, String... arguments) {
    List<String> options = new ArrayList<>(QuickStart.options());
    options.addAll(virtualMachine);
    return runWith(environment, options, arguments);
  }

  /** Without the options that make it start quickly. */
  static ServerProcess runWith(
      Map<String, String> environment, List<String> virtualMachine, String... arguments) {
    try {
      Path out = Files.createTempFile("admitone", ".out");
      Path err = Files.createTempFile("admitone", ".err");
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(virtualMachine);
      command.addAll(List.of("-jar", JAR.toString()));
      command.addAll(List.of(arguments));
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
      builder.environment().clear();
      builder.environment().putAll(environment);
      return new ServerProcess(builder.start(), out, err);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until it listens; the port it listens on. */
  int port() {
    await("it listens", () -> PORT.matcher(out()).find());
    Matcher matcher = PORT.matcher(out());
    if (!matcher.find()) {
      throw new AssertionError(out() + err());
    }
    return Integer.parseInt(matcher.group(1));
  }

  /** Waits for the end. */
  int exitCode() {
    try {
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("still runs: " + out() + err());
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** SIGTERM. */
  void terminate() {
    process.toHandle().destroy();
  }

  long pid() {
    return process.pid();
  }

  /** Processor time of all its threads since its start. */
  Duration cpu() {
    return process.info().totalCpuDuration().orElseThrow();
  }

  /** Memory that is resident now. */
  long residentKb() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid() + "/status"))) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .sum();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String out() {
    return read(out);
  }

  String err() {
    return read(err);
  }

  void await(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end > 0 || !process.isAlive()) {
        throw new AssertionError("not seen: " + what + "\n" + out() + err());
      }
      // Until the process ends or has had a moment to go on.
      exitsWithin(Duration.ofMillis(50));
    }
  }

  private boolean exitsWithin(Duration moment) {
    try {
      return process.waitFor(moment.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      Files.deleteIfExists(out);
      Files.deleteIfExists(err);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
