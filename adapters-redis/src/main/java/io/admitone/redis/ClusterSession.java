package io.admitone.redis;

import io.admitone.redis.ClusterSlots.Master;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.protocol.CommandType;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * The session with all masters of a cluster. It is lost with any of them: a part of the tickets
 * cannot be served any more, and the cluster is about to name another master.
 *
 * <p>Slots that move between known masters are followed at the next heartbeat. Until then a command
 * is refused with {@code MOVED}, and refused it stays: it had no effect, and is not sent again.
 */
final class ClusterSession implements Session {
  private final Map<Master, Node> nodes;
  private volatile Node[] bySlot;

  ClusterSession(Map<Master, Node> nodes, ClusterSlots slots) {
    this.nodes = Map.copyOf(nodes);
    this.bySlot = table(slots);
  }

  private Node[] table(ClusterSlots slots) {
    Node[] table = new Node[SlotHash.SLOT_COUNT];
    slots
        .ranges()
        .forEach(
            range ->
                Arrays.fill(table, range.first(), range.last() + 1, nodes.get(range.master())));
    return table;
  }

  @Override
  public Node nodeOf(String key) {
    return bySlot[SlotHash.getSlot(key)];
  }

  @Override
  public boolean isSharded() {
    return true;
  }

  @Override
  public CommandType publishes() {
    return nodes.values().stream().allMatch(Node::shardsChannels)
        ? CommandType.SPUBLISH
        : CommandType.PUBLISH;
  }

  @Override
  public Collection<Node> nodes() {
    return nodes.values();
  }

  @Override
  public String server() {
    return "a cluster of " + nodes.size() + " masters, " + any().server();
  }

  @Override
  public boolean hidesIncarnation() {
    return nodes.values().stream().anyMatch(node -> node.incarnation().isHidden());
  }

  @Override
  public CompletionStage<Beat> beat() {
    CompletionStage<Beat> all = followSlots();
    for (Node node : nodes.values()) {
      all = all.thenCombine(node.beat(), Beat::and);
    }
    return all;
  }

  private CompletionStage<Beat> followSlots() {
    Node asked = any();
    return asked
        .send(Request.clusterSlots())
        .thenApply(
            reply ->
                reply.fold(
                    answer -> follow(ClusterSlots.read(answer.orElseThrow(), asked.host())),
                    noEffect -> Beat.useless(noEffect.cause()),
                    inDoubt -> Beat.silent(inDoubt.cause())))
        .exceptionally(
            thrown -> Beat.useless(UnusableServer.words(thrown).orElse("not a cluster")));
  }

  private Beat follow(ClusterSlots slots) {
    if (!nodes.keySet().containsAll(slots.masters())) {
      return Beat.useless("the cluster has another master");
    }
    bySlot = table(slots);
    return Beat.ALIVE;
  }

  private Node any() {
    return nodes.values().iterator().next();
  }

  @Override
  public void whenLost(Consumer<String> listener) {
    nodes.values().forEach(node -> node.whenLost(listener));
  }

  @Override
  public CompletionStage<Void> close() {
    return CompletableFuture.allOf(
        nodes.values().stream()
            .map(node -> node.close().toCompletableFuture())
            .toArray(CompletableFuture<?>[]::new));
  }
}
