package io.admitone.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A server that takes part in a comparison.
 *
 * @param command how it is started, on the port that the variable {@code PORT} names
 * @param isJvm whether its heap is read as that of a Java virtual machine
 * @param dialect in which its rooms are spoken of
 * @param environment what it is told beside the port
 */
record Contestant(
    String name,
    List<String> command,
    boolean isJvm,
    Dialect dialect,
    Map<String, String> environment) {
  /** A heap that returns what it does not need, and no more of it than the work takes. */
  static final List<String> JVM_FLAGS = List.of("-XX:+UseSerialGC", "-Xms32m", "-Xmx1g");

  private static final Pattern TOTAL = Pattern.compile("(?m)^Total\\s+\\d+\\s+(\\d+)");

  private static final Path NODE_PEERS = Path.of("benchmarks/peers/node");
  private static final Path VERTX_PEER = Path.of("benchmarks/peers/vertx/target/peer-vertx.jar");

  /** One of each of several builds, whose files' names tell them apart; or the only one. */
  static List<Contestant> admitOnes(List<Path> jars) {
    return jars.size() == 1
        ? List.of(admitOne(jars.get(0)))
        : jars.stream().map(jar -> admitOne(jar).named(" (" + jar.getFileName() + ")")).toList();
  }

  private Contestant named(String addition) {
    return new Contestant(name + addition, command, isJvm, dialect, environment);
  }

  static Contestant admitOne(Path jar) {
    return jvm("Admit One", jar);
  }

  /** The same server with its tickets, and its rooms if it can, in Redis. */
  Contestant onRedis(RedisProcess redis) {
    return new Contestant(name + " on Redis", command, isJvm, dialect, redis.environment());
  }

  /** The peers on bare WebSockets that have been built. */
  static List<Contestant> peers() {
    List<Contestant> peers = new ArrayList<>();
    if (nodePeersAreBuilt()) {
      peers.add(node("Express 5 and ws 8", "ws.mjs", Dialect.ADMIT_ONE));
    }
    if (Files.isRegularFile(VERTX_PEER)) {
      peers.add(jvm("Vert.x 5", VERTX_PEER));
    }
    return peers;
  }

  /** Those peers, and Socket.IO, whose rooms are its own. */
  static List<Contestant> peersWithRooms() {
    List<Contestant> peers = peers();
    if (nodePeersAreBuilt()) {
      peers.add(node("Socket.IO 4", "socketio.mjs", Dialect.SOCKET_IO));
    }
    return peers;
  }

  private static boolean nodePeersAreBuilt() {
    return Files.isDirectory(NODE_PEERS.resolve("node_modules"));
  }

  private static Contestant node(String name, String script, Dialect dialect) {
    List<String> command = List.of("node", "--expose-gc", NODE_PEERS.resolve(script).toString());
    return new Contestant(name, command, false, dialect, Map.of());
  }

  private static Contestant jvm(String name, Path jar) {
    return new Contestant(name, java(jar), true, Dialect.ADMIT_ONE, Map.of());
  }

  /** Starts it on its own core. */
  Server start() throws Exception {
    return start(Pinning.onServerCore(command));
  }

  /** Starts it on the whole machine, as an operator would. */
  Server startUnpinned() throws Exception {
    return start(command);
  }

  private Server start(List<String> pinned) throws Exception {
    return Server.start(pinned, environment, isAdmitOne() ? "/ready" : "/");
  }

  /** So many subscribers of one room of its server, and one who may publish there. */
  RoomCrowd crowd(Server server, int subscribers) throws IOException {
    String ticket = "";
    if (isAdmitOne()) {
      try (HttpLine line = new HttpLine(server.port())) {
        ticket = line.ticket(Tokens.ofAdmin());
      }
    }
    return new RoomCrowd(server.port(), subscribers, dialect, ticket);
  }

  /** What is in use on the heap after a collection that left nothing out. */
  long heapBytes(Server server) throws Exception {
    if (isJvm) {
      classHistogram(server);
      return total(classHistogram(server));
    }
    long used = 0;
    for (int i = 0; i < 2; i++) {
      try (HttpLine line = new HttpLine(server.port())) {
        used = Long.parseLong(line.get("/memory").body().strip());
      }
    }
    return used;
  }

  boolean isAdmitOne() {
    return name.startsWith("Admit One");
  }

  private static List<String> java(Path jar) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JVM_FLAGS);
    command.addAll(List.of("-jar", jar.toString()));
    return command;
  }

  /** Of live objects only, for which the virtual machine collects everything first. */
  private static String classHistogram(Server server) throws IOException, InterruptedException {
    Process jcmd =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(server.pid()),
                "GC.class_histogram")
            .redirectErrorStream(true)
            .start();
    String text = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (jcmd.waitFor() != 0) {
      throw new IOException("jcmd, which comes with a JDK, failed: " + text);
    }
    return text;
  }

  private static long total(String histogram) throws IOException {
    Matcher matcher = TOTAL.matcher(histogram);
    if (!matcher.find()) {
      throw new IOException("no total in " + histogram);
    }
    return Long.parseLong(matcher.group(1));
  }
}
