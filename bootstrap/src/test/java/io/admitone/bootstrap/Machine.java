package io.admitone.bootstrap;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * How long this machine keeps everybody waiting, whatever they ask for: the control beside a
 * measurement. It asks a server that does nothing, all the time and in the way in which the server
 * under test is asked, and remembers how long each answer took.
 *
 * <p>What a specification promises is promised of the program and not of a machine that does other
 * things too. So a bound is held against what was measured, less the slowest answer that the
 * control had to wait for meanwhile; on a quiet machine that is next to nothing.
 */
final class Machine implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofMillis(5);

  private final HttpServer idle;
  private final Thread asking;
  private final Queue<Span> answers = new ConcurrentLinkedQueue<>();
  private volatile long askedAt = System.nanoTime();
  private volatile boolean done;

  /** Something that took its time, by {@link System#nanoTime()}. */
  record Span(long from, long to) {
    /** From a moment until now. */
    static Span since(long from) {
      return new Span(from, System.nanoTime());
    }

    Duration length() {
      return Duration.ofNanos(to - from);
    }

    private boolean overlaps(Span other) {
      return from - other.to <= 0 && other.from - to <= 0;
    }
  }

  private Machine() throws IOException {
    idle = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    idle.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    idle.start();
    asking = new Thread(this::askAgainAndAgain, "control");
    asking.setDaemon(true);
    asking.start();
  }

  static Machine watch() {
    try {
      return new Machine();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void askAgainAndAgain() {
    HttpClient http = HttpClient.newHttpClient();
    URI address = URI.create("http://127.0.0.1:" + idle.getAddress().getPort() + "/");
    HttpRequest request = HttpRequest.newBuilder(address).build();
    try {
      while (!done) {
        long begun = System.nanoTime();
        askedAt = begun;
        http.send(request, BodyHandlers.discarding());
        answers.add(Span.since(begun));
        LockSupport.parkNanos(PAUSE.toNanos());
      }
    } catch (IOException | InterruptedException end) {
      Thread.currentThread().interrupt();
    }
  }

  /** What of a measured span was not the machine's doing. */
  Duration ofTheProgram(Span measured) {
    return atLeastNothing(measured.length().minus(waits(measured, 1)));
  }

  /**
   * Of many measured spans, all within one, that which such a part of them did not exceed; less
   * what the same part of the control's answers took then.
   */
  Duration ofTheProgram(Collection<Span> measured, double part) {
    return ofTheProgram(measured, part, List.of());
  }

  /**
   * The same, with a second control: something else that was asked of the program meanwhile. What
   * keeps that waiting as well has to do with the program's share of the machine, and not with what
   * was measured.
   */
  Duration ofTheProgram(Collection<Span> measured, double part, Collection<Span> beside) {
    if (measured.isEmpty()) {
      return Duration.ZERO;
    }
    long from = measured.stream().mapToLong(Span::from).min().orElseThrow();
    long to = measured.stream().mapToLong(Span::to).max().orElseThrow();
    Span during = new Span(from, to);
    Duration own = at(part, measured.stream().map(Span::length));
    Duration others = at(part, beside.stream().filter(during::overlaps).map(Span::length));
    Duration machine = waits(during, part);
    return atLeastNothing(own.minus(others.compareTo(machine) > 0 ? others : machine));
  }

  private Duration waits(Span during, double part) {
    // The answer that is still on its way may be the slow one.
    Span unanswered = new Span(askedAt, during.to);
    return at(
        part,
        Stream.concat(answers.stream(), Stream.of(unanswered))
            .filter(during::overlaps)
            .map(Span::length));
  }

  private static Duration at(double part, Stream<Duration> times) {
    List<Duration> sorted = times.sorted().toList();
    int index = Math.min((int) (sorted.size() * part), sorted.size() - 1);
    return sorted.isEmpty() ? Duration.ZERO : atLeastNothing(sorted.get(index));
  }

  private static Duration atLeastNothing(Duration time) {
    return time.isNegative() ? Duration.ZERO : time;
  }

  @Override
  public void close() {
    done = true;
    asking.interrupt();
    idle.stop(0);
  }
}
