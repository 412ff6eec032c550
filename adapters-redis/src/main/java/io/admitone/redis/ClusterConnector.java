package io.admitone.redis;

import io.admitone.redis.ClusterSlots.Master;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.SlotHash;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * Connects with every master of a cluster, one connection each.
 *
 * <p>The driver's own cluster client is not used: it follows redirections and replaces connections
 * by itself, so that nobody could say which life of which server answered.
 */
final class ClusterConnector implements Connector {
  private final Lettuce lettuce;
  private final List<RedisURI> seeds;
  private final RedisClock clock;
  private final String process;

  ClusterConnector(Lettuce lettuce, List<RedisURI> seeds, RedisClock clock, String process) {
    this.lettuce = lettuce;
    this.seeds = seeds;
    this.clock = clock;
    this.process = process;
  }

  @Override
  public CompletionStage<Session> open() {
    return firstOf(seeds.stream().map(this::ask).toList()).thenCompose(this::openAll);
  }

  /** Any node knows the whole cluster; one that is frozen must not hold the others up. */
  private static CompletionStage<ClusterSlots> firstOf(List<CompletionStage<ClusterSlots>> asked) {
    CompletableFuture<ClusterSlots> first = new CompletableFuture<>();
    AtomicInteger left = new AtomicInteger(asked.size());
    asked.forEach(
        one ->
            one.whenComplete(
                (slots, thrown) -> {
                  if (thrown == null) {
                    first.complete(slots);
                  } else if (left.decrementAndGet() == 0) {
                    first.completeExceptionally(thrown);
                  }
                }));
    return first;
  }

  private CompletionStage<ClusterSlots> ask(RedisURI seed) {
    return lettuce
        .connectPatiently(seed)
        .thenCompose(
            connection ->
                slotsOf(connection, seed).whenComplete((slots, thrown) -> connection.closeAsync()));
  }

  private static CompletionStage<ClusterSlots> slotsOf(
      StatefulRedisConnection<String, String> connection, RedisURI seed) {
    Request<List<Object>> request = Request.clusterSlots();
    connection.dispatch(request);
    return request.thenApply(answer -> ClusterSlots.read(answer, seed.getHost()));
  }

  private CompletionStage<Session> openAll(ClusterSlots slots) {
    Map<Master, CompletableFuture<Node>> opening = new LinkedHashMap<>();
    slots.masters().forEach(master -> opening.put(master, openOne(slots, master)));
    List<CompletableFuture<Node>> all = new ArrayList<>(opening.values());
    return CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new))
        .whenComplete((done, thrown) -> closeIfIncomplete(all, thrown))
        .thenApply(done -> session(slots, opening));
  }

  private CompletableFuture<Node> openOne(ClusterSlots slots, Master master) {
    RedisURI uri =
        RedisURI.builder(seeds.get(0)).withHost(master.host()).withPort(master.port()).build();
    return Node.open(lettuce, uri, clock, probeFor(slots, master)).toCompletableFuture();
  }

  private RedisKeys.Probe probeFor(ClusterSlots slots, Master master) {
    return IntStream.iterate(0, number -> number + 1)
        .mapToObj(number -> new RedisKeys.Probe(process, number))
        .filter(probe -> slots.has(master, SlotHash.getSlot(probe.ticket())))
        .findFirst()
        .orElseThrow();
  }

  private static void closeIfIncomplete(List<CompletableFuture<Node>> all, Throwable thrown) {
    if (thrown != null) {
      all.forEach(opening -> opening.thenAccept(Node::close));
    }
  }

  private static Session session(ClusterSlots slots, Map<Master, CompletableFuture<Node>> opened) {
    Map<Master, Node> nodes = new LinkedHashMap<>();
    opened.forEach((master, node) -> nodes.put(master, node.join()));
    return new ClusterSession(nodes, slots);
  }

  @Override
  public void close() {
    lettuce.close();
  }
}
