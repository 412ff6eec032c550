package io.admitone.ws;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A server to be attacked and one that is left in peace, each a process of its own, with a
 * well-behaved client each. Both clients ask at the same instants, so that what the machine does to
 * both is not taken for the attack's doing.
 */
final class AttackRig implements AutoCloseable {
  private static final long MEGABYTE = 1024 * 1024;

  /**
   * What an attack may hold beyond what was there before; the queue of one slow reader is 1 MiB.
   */
  private static final long MOST_DIRECT_MORE = 32 * MEGABYTE;

  private static final long MOST_HEAP_LEFT = 10 * MEGABYTE;
  private static final double LATE_MS = 100;

  /** A busy machine lets one of the two wait and not the other, now and then. */
  private static final int MOST_LATE_PERCENT = 5;

  private static final int FEWEST_PINGS = 60;
  private static final Path REPORT = Path.of("target", "attack-report.txt");

  private final Server attacked = new Server();
  private final Server peaceful = new Server();

  int port() {
    return attacked.port;
  }

  String ask(String command) {
    return attacked.ask(command);
  }

  /** Runs an attack and judges nothing. */
  void warmUp(Runnable attack) {
    attack.run();
    Eventually.holds(() -> attacked.ask("open").equals("0"), () -> "sockets or rooms are left");
  }

  /** Runs an attack and judges what it did to memory and to the well-behaved client. */
  void withstand(String name, Runnable attack) {
    long[] before = numbers(attacked.ask("calm"));
    Waits here;
    Waits there;
    try (Patient patient = new Patient()) {
      attack.run();
      patient.finish();
      here = new Waits(patient.here.waits);
      there = new Waits(patient.there.waits);
    }
    long[] peak = numbers(attacked.ask("peak"));
    Eventually.holds(() -> attacked.ask("open").equals("0"), () -> "sockets or rooms are left");
    long[] after = numbers(attacked.ask("calm"));

    report(name, before, peak, after, here, there);
    assertThat(peak[0] - before[1])
        .as("%s: direct memory meanwhile", name)
        .isLessThan(MOST_DIRECT_MORE);
    assertThat(after[0] - before[0]).as("%s: heap afterwards", name).isLessThan(MOST_HEAP_LEFT);
    assertThat(here.late() - there.late())
        .as("%s: pings that waited too long, beyond those in peace: %s, %s", name, here, there)
        .isLessThanOrEqualTo(here.count() * MOST_LATE_PERCENT / 100);
  }

  private static void report(
      String name, long[] before, long[] peak, long[] after, Waits here, Waits there) {
    String line =
        String.format(
            "%-26s heap %d -> %d MB, direct %d -> %d -> %d MB, resident %d -> %d -> %d MB;"
                + " waits %s; in peace %s%n",
            name,
            before[0] / MEGABYTE,
            after[0] / MEGABYTE,
            before[1] / MEGABYTE,
            peak[0] / MEGABYTE,
            after[1] / MEGABYTE,
            before[2] / MEGABYTE,
            peak[1] / MEGABYTE,
            after[2] / MEGABYTE,
            here,
            there);
    System.out.print(line);
    try {
      Files.writeString(REPORT, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long[] numbers(String answer) {
    return Arrays.stream(answer.split(" ")).mapToLong(Long::parseLong).toArray();
  }

  @Override
  public void close() {
    attacked.close();
    peaceful.close();
  }

  /** A client of each server, who ask together until told to stop. */
  private final class Patient implements AutoCloseable {
    private final CyclicBarrier together = new CyclicBarrier(2);
    private final Pinger here = new Pinger(attacked.port);
    private final Pinger there = new Pinger(peaceful.port);
    private volatile boolean stopped;

    /** An attack that is over at once has still been looked at. */
    void finish() {
      Eventually.holds(
          () -> there.waits.size() >= FEWEST_PINGS, () -> "a client is stuck: " + here.waits);
      stopped = true;
      here.join();
      there.join();
    }

    @Override
    public void close() {
      stopped = true;
      here.socket.close();
      there.socket.close();
    }

    private final class Pinger implements Runnable {
      private final List<Double> waits = new java.util.concurrent.CopyOnWriteArrayList<>();
      private final RawSocket socket;
      private final Thread thread = new Thread(this, "pinger");

      private Pinger(int port) {
        socket = RawSocket.open(port, "/ws/client?client_id=patient");
        socket.message();
        thread.setDaemon(true);
        thread.start();
      }

      @Override
      public void run() {
        try {
          while (true) {
            boolean last = stopped;
            together.await(20, TimeUnit.SECONDS);
            long askedAt = System.nanoTime();
            socket.text("{\"type\":\"ping\"}");
            if (!socket.answer().contains("pong")) {
              throw new AssertionError("no pong");
            }
            waits.add((System.nanoTime() - askedAt) / 1e6);
            if (last) {
              return;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
          }
        } catch (Exception e) {
          together.reset();
        }
      }

      private void join() {
        try {
          thread.join(30_000);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
    }
  }

  /** How long each ping of a client waited, in ms. */
  private record Waits(List<Double> all) {
    long late() {
      return all.stream().filter(ms -> ms > LATE_MS).count();
    }

    int count() {
      return all.size();
    }

    @Override
    public String toString() {
      List<Double> sorted = all.stream().sorted().toList();
      return String.format(
          "median %.1f, most %.1f ms, %d of %d late",
          sorted.get(sorted.size() / 2), sorted.get(sorted.size() - 1), late(), sorted.size());
    }
  }

  /** One process. */
  private static final class Server {
    private final Process process;
    private final BufferedReader out;
    private final int port;

    private Server() {
      try {
        process =
            new ProcessBuilder(
                    ProcessHandle.current().info().command().orElse("java"),
                    "-Xmx128m",
                    "-XX:MaxDirectMemorySize=96m",
                    "-XX:+UseSerialGC",
                    "-XX:+ExitOnOutOfMemoryError",
                    "-cp",
                    System.getProperty("java.class.path"),
                    AttackedServer.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        out = process.inputReader(StandardCharsets.UTF_8);
        port = Integer.parseInt(line("port ").substring("port ".length()));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    synchronized String ask(String command) {
      try {
        process.getOutputStream().write((command + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
        return line("");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** The next line that is no log line. */
    private String line(String start) throws IOException {
      String line = out.readLine();
      while (line != null && (line.contains(" ERROR ") || !line.startsWith(start))) {
        line = out.readLine();
      }
      if (line == null) {
        throw new IOException("the server is gone");
      }
      return line;
    }

    private void close() {
      process.destroy();
    }
  }
}
