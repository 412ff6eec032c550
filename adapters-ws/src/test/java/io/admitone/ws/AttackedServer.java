package io.admitone.ws;

import io.admitone.application.connection.SessionLimits;
import io.admitone.application.connection.SessionMessageRate;
import io.admitone.application.rooms.Door;
import io.admitone.application.rooms.PublishResult;
import io.admitone.application.rooms.Visitor;
import io.admitone.domain.identity.Identity;
import io.admitone.domain.identity.SessionId;
import io.admitone.domain.identity.UserId;
import io.micronaut.json.tree.JsonNode;
import io.netty.util.internal.PlatformDependent;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * A server in a process of its own, with little memory, that does what its input says: {@code calm}
 * and {@code peak} tell its memory, {@code open} how many sockets and rooms there are, {@code
 * ticket} makes a ticket and {@code visitor} one for rooms, {@code push} has 300 MB sent to the
 * client {@code victim} and {@code publish} as much said in the room {@code busy}, and {@code
 * history} fills the room {@code old} and tells its epoch.
 */
final class AttackedServer {
  private static final int PUSHED = 5_000;
  private static final JsonNode NEWS =
      JsonNode.createObjectNode(Map.of("text", JsonNode.createStringNode("n".repeat(60_000))));

  private static final Visitor SPEAKER =
      new Visitor(
          Optional.of(
              new Identity(
                  new UserId("speaker"), new SessionId("speaker"), Set.of(), List.of("*:rw"))),
          Door.HTTP);

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
      case "open" -> Integer.toString(server.connections.count() + server.rooms.index.count());
      case "ticket" -> server.ticket();
      case "visitor" -> server.ticketInto("visitor", Set.of(), "*:rw");
      case "push" -> push();
      case "publish" -> publish("busy", PUSHED, 60_000).getClass().getSimpleName();
      case "history" -> epochOf(publish("old", 100, 5_000));
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

  /** The result of the last one. */
  private PublishResult publish(String room, int times, int length) {
    byte[] json = ('"' + "n".repeat(length) + '"').getBytes(StandardCharsets.UTF_8);
    PublishResult result = null;
    for (int i = 0; i < times; i++) {
      result =
          server
              .rooms
              .publish
              .publish(SPEAKER, room, json, Optional.empty())
              .toCompletableFuture()
              .join();
    }
    return result;
  }

  private static String epochOf(PublishResult result) {
    return result.fold(
        stored -> stored.position().epoch().value(), refused -> refused.why().toString());
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
