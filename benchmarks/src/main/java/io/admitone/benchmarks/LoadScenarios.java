package io.admitone.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** What a ticket, a handshake and a message cost, one load after another on one warm server. */
final class LoadScenarios {
  static final int CONNECTIONS = 16;
  private static final int ECHO_SOCKETS = 100;
  private static final String NOTE = "{\"type\":\"note\",\"text\":\"the quick brown fox\"}";

  private LoadScenarios() {}

  static void run(Path jar, Duration each) throws Exception {
    try (Server server = Server.startPinned(jar, List.of())) {
      TimeUnit.SECONDS.sleep(5);
      System.out.printf(
          Locale.ROOT,
          "Resident at rest, 5 s after the start, before any load: %.0f MB%n%n",
          server.residentKb() / 1024.0);
      Pinning.moveLoad();
      Tokens tokens = new Tokens();
      System.out.println("| load | clients | a second | server CPU µs each | p50 ms | p99 ms |");
      System.out.println("|---|---|---|---|---|---|");
      print("ticket issue", CONNECTIONS, Load.run(server, ticketWorkers(server, tokens), each));
      print(
          "whole handshake", CONNECTIONS, Load.run(server, handshakeWorkers(server, tokens), each));
      print("echo round trip", ECHO_SOCKETS, Load.run(server, echoWorkers(server, tokens), each));
      System.out.printf(
          Locale.ROOT, "%nResident after the loads: %.0f MB%n", server.residentKb() / 1024.0);
    }
  }

  private static void print(String load, int clients, Load.Result result) {
    System.out.printf(
        Locale.ROOT,
        "| %s | %d | %.0f | %.1f | %.2f | %.2f |%n",
        load,
        clients,
        result.perSecond(),
        result.cpuMicrosEach(),
        result.millisAt(0.50),
        result.millisAt(0.99));
  }

  static List<Load.Worker> ticketWorkers(Server server, Tokens tokens) throws IOException {
    List<Load.Worker> workers = new ArrayList<>();
    for (int i = 0; i < CONNECTIONS; i++) {
      workers.add(new Ticketing(new HttpLine(server.port()), tokens));
    }
    return workers;
  }

  static List<Load.Worker> handshakeWorkers(Server server, Tokens tokens) throws IOException {
    List<Load.Worker> workers = new ArrayList<>();
    for (int i = 0; i < CONNECTIONS; i++) {
      workers.add(new Handshaking(server.port(), new HttpLine(server.port()), tokens));
    }
    return workers;
  }

  static List<Load.Worker> echoWorkers(Server server, Tokens tokens) throws IOException {
    List<Load.Worker> workers = new ArrayList<>();
    try (HttpLine line = new HttpLine(server.port())) {
      for (int i = 0; i < ECHO_SOCKETS; i++) {
        String ticket = line.ticket(tokens.next());
        workers.add(new Echoing(new SocketLine(server.port(), "load-" + i, ticket)));
      }
    }
    return workers;
  }

  private record Ticketing(HttpLine line, Tokens tokens) implements Load.Worker {
    @Override
    public long once() throws IOException {
      line.ticket(tokens.next());
      return System.nanoTime();
    }

    @Override
    public void close() throws IOException {
      line.close();
    }
  }

  /** Ticket, TCP, upgrade, redemption and hello; the goodbye costs too but is not waited for. */
  private record Handshaking(int port, HttpLine line, Tokens tokens) implements Load.Worker {
    @Override
    public long once() throws IOException {
      try (SocketLine socket = new SocketLine(port, "load", line.ticket(tokens.next()))) {
        return socket.greetedAt();
      }
    }

    @Override
    public void close() throws IOException {
      line.close();
    }
  }

  private record Echoing(SocketLine socket) implements Load.Worker {
    @Override
    public long once() throws IOException {
      socket.send(NOTE);
      socket.receive();
      return System.nanoTime();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
