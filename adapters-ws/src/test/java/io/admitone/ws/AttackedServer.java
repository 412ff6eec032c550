package io.admitone.ws;

import io.admitone.application.connection.SessionLimits;
import io.admitone.application.connection.SessionMessageRate;
import io.micronaut.json.tree.JsonNode;
import io.netty.util.internal.PlatformDependent;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * A server in a process of its own, with little memory, that does what its input says: {@code calm}
 * and {@code peak} tell its memory, {@code ticket} makes a ticket, {@code push} has 300 MB sent to
 * the client {@code victim}.
 */
final class AttackedServer {
  private static final int PUSHED = 5_000;
  private static final JsonNode NEWS =
      JsonNode.createObjectNode(Map.of("text", JsonNode.createStringNode("n".repeat(60_000))));

  private final TestServer server =
      TestServer.start(
          new TestPolicy()
              .quiet()
              .compression(true)
              .handshakeTimeout(Duration.ofSeconds(2))
              .closeTimeout(Duration.ofSeconds(1))
              .build(),
          SessionLimits.DEFAULTS,
          SessionMessageRate.UNLIMITED);

  private volatile long mostDirect;
  private volatile long mostResident;

  public static void main(String[] args) throws IOException {
    new AttackedServer().run();
  }

  private void run() throws IOException {
    Thread sampler = new Thread(this::sample, "sampler");
    sampler.setDaemon(true);
    sampler.start();
    System.out.println("port " + server.port());
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      System.out.println(answer(line));
    }
    System.exit(0);
  }

  private String answer(String command) {
    return switch (command) {
      case "calm" -> calm();
      case "peak" -> mostDirect + " " + mostResident;
      case "open" -> Integer.toString(server.connections.count());
      case "ticket" -> server.ticket();
      case "push" -> push();
      default -> throw new IllegalArgumentException(command);
    };
  }

  /** What is in use when nothing happens: heap, direct, resident; the peaks begin anew. */
  private String calm() {
    server.events.clear();
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    mostDirect = 0;
    mostResident = 0;
    return heap + " " + PlatformDependent.usedDirectMemory() + " " + resident();
  }

  private String push() {
    SocketConnection victim =
        server.connections.all().stream()
            .filter(one -> one.info().client().value().equals("victim"))
            .map(SocketConnection.class::cast)
            .findFirst()
            .orElseThrow();
    for (int i = 0; i < PUSHED; i++) {
      victim.send("news", NEWS);
    }
    return "pushed";
  }

  private void sample() {
    while (true) {
      mostDirect = Math.max(mostDirect, PlatformDependent.usedDirectMemory());
      mostResident = Math.max(mostResident, resident());
      server.events.clear();
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }

  private static long resident() {
    try (var lines = java.nio.file.Files.lines(java.nio.file.Path.of("/proc/self/status"))) {
      return lines
              .filter(line -> line.startsWith("VmRSS:"))
              .map(line -> line.replaceAll("\\D", ""))
              .mapToLong(Long::parseLong)
              .findFirst()
              .orElse(0)
          * 1024;
    } catch (IOException e) {
      return 0;
    }
  }
}
