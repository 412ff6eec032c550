package io.admitone.redis.rig;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A cluster of three primaries that share the slots, each with one replica or none. */
public final class RedisClusterServers implements AutoCloseable {
  private static final int PRIMARIES = 3;
  private static final int SLOTS = 16_384;
  private static final Duration NODE_TIMEOUT = Duration.ofSeconds(2);
  private static final Duration NEVER_GIVEN_UP = Duration.ofMinutes(10);
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private final List<RedisServer> nodes = new ArrayList<>();

  private RedisClusterServers(List<RedisConf> confs) {
    confs.forEach(conf -> nodes.add(RedisServer.start(conf)));
    shareOutSlots();
    introduceAll();
    attachReplicas();
    Await.until(LIMIT, "a whole cluster", () -> nodes.stream().allMatch(this::seesAllWell));
  }

  /** Starts all six; returns when each finds the cluster whole and each primary has its replica. */
  public static RedisClusterServers start() {
    return new RedisClusterServers(Collections.nCopies(2 * PRIMARIES, clustered(NODE_TIMEOUT)));
  }

  /** Starts three primaries without replicas, with the users of an ACL file. */
  public static RedisClusterServers start(Path aclFile) {
    RedisConf conf = clustered(NODE_TIMEOUT).aclFile(aclFile);
    return new RedisClusterServers(Collections.nCopies(PRIMARIES, conf));
  }

  /**
   * Starts three primaries without replicas that write all to disk at once. Each tells clients that
   * it is reached through its proxy; they find each other without. However long one stands still,
   * the others do not give it up. The proxies are not closed with them.
   */
  public static RedisClusterServers startBehind(List<FaultProxy> proxies) {
    RedisConf conf = clustered(NEVER_GIVEN_UP).appendOnly();
    RedisClusterServers cluster =
        new RedisClusterServers(
            proxies.stream()
                .map(proxy -> conf.with("cluster-announce-port", proxy.port()))
                .toList());
    for (int i = 0; i < PRIMARIES; i++) {
      proxies.get(i).leadTo(cluster.nodes.get(i).port());
    }
    return cluster;
  }

  /** The three primaries of the start, then their replicas in the same order. */
  public List<RedisServer> nodes() {
    return List.copyOf(nodes);
  }

  /** The addresses of all nodes. */
  public List<String> uris() {
    return nodes.stream().map(RedisServer::uri).toList();
  }

  /** Which of the three primaries of the start had the key's slot. */
  public RedisServer primaryOf(String key) {
    long slot = (Long) nodes.get(0).cli("CLUSTER", "KEYSLOT", key);
    return IntStream.range(0, PRIMARIES)
        .filter(i -> firstSlot(i) <= slot && slot < firstSlot(i + 1))
        .mapToObj(nodes::get)
        .findFirst()
        .orElseThrow();
  }

  /** The replica that the primary had at the start. */
  public RedisServer replicaOf(RedisServer primary) {
    return nodes.get(nodes.indexOf(primary) + PRIMARIES);
  }

  /** Kills a primary; returns when its replica is in charge and the cluster is well again. */
  public RedisServer failOver(RedisServer primary) {
    RedisServer heir = replicaOf(primary);
    primary.kill();
    Await.until(LIMIT, "in charge", () -> heir.info("role").equals("master"));
    Stream<RedisServer> left = nodes.stream().filter(node -> node != primary);
    List<RedisServer> alive = left.toList();
    Await.until(LIMIT, "well again", () -> alive.stream().allMatch(this::seesAllWell));
    return heir;
  }

  private static RedisConf clustered(Duration nodeTimeout) {
    return RedisConf.plain()
        .with("cluster-enabled", "yes")
        .with("cluster-node-timeout", nodeTimeout.toMillis())
        .with("masteruser", RedisConf.RIG_USER)
        .with("masterauth", RedisConf.RIG_PASSWORD);
  }

  private void shareOutSlots() {
    for (int i = 0; i < PRIMARIES; i++) {
      Stream<String> slots =
          IntStream.range(firstSlot(i), firstSlot(i + 1)).mapToObj(String::valueOf);
      nodes
          .get(i)
          .cli(Stream.concat(Stream.of("CLUSTER", "ADDSLOTS"), slots).toArray(String[]::new));
    }
    for (int i = 0; i < nodes.size(); i++) {
      // Nodes that agree on their epochs from the start need not fight over them.
      nodes.get(i).cli("CLUSTER", "SET-CONFIG-EPOCH", String.valueOf(i + 1));
    }
  }

  private void introduceAll() {
    RedisServer host = nodes.get(0);
    for (RedisServer guest : nodes.subList(1, nodes.size())) {
      host.cli("CLUSTER", "MEET", guest.host(), String.valueOf(guest.port()));
    }
    Await.until(LIMIT, "introduced", () -> nodes.stream().allMatch(this::knowsAll));
  }

  private void attachReplicas() {
    List<RedisServer> replicas = nodes.subList(PRIMARIES, nodes.size());
    for (RedisServer replica : replicas) {
      RedisServer primary = nodes.get(nodes.indexOf(replica) - PRIMARIES);
      replica.cli("CLUSTER", "REPLICATE", String.valueOf(primary.cli("CLUSTER", "MYID")));
    }
    Await.until(
        LIMIT,
        "replicated",
        () -> replicas.stream().allMatch(node -> node.info("master_link_status").equals("up")));
  }

  private boolean knowsAll(RedisServer node) {
    long known = String.valueOf(node.cli("CLUSTER", "NODES")).lines().count();
    return known == nodes.size()
        && !String.valueOf(node.cli("CLUSTER", "NODES")).contains("handshake");
  }

  private boolean seesAllWell(RedisServer node) {
    String info = String.valueOf(node.cli("CLUSTER", "INFO"));
    return info.contains("cluster_state:ok") && info.contains("cluster_size:" + PRIMARIES);
  }

  private static int firstSlot(int primary) {
    return primary * SLOTS / PRIMARIES;
  }

  @Override
  public void close() {
    nodes.forEach(RedisServer::close);
  }
}
