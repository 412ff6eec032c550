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
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

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
    Duration own = measured.length().minus(slowest(measured));
    return own.isNegative() ? Duration.ZERO : own;
  }

  private Duration slowest(Span during) {
    Duration unanswered =
        Span.since(askedAt).overlaps(during) ? waitingSince(during) : Duration.ZERO;
    return answers.stream()
        .filter(during::overlaps)
        .map(Span::length)
        .reduce(unanswered, (a, b) -> a.compareTo(b) > 0 ? a : b);
  }

  /** The answer that is still on its way may be the slow one. */
  private Duration waitingSince(Span during) {
    return Duration.ofNanos(Math.max(0, during.to - askedAt));
  }

  @Override
  public void close() {
    done = true;
    asking.interrupt();
    idle.stop(0);
  }
}
