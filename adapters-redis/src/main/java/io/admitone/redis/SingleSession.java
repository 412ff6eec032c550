package io.admitone.redis;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** The session with one server that keeps everything: a lone one, or the master of a Sentinel. */
record SingleSession(Node node) implements Session {
  @Override
  public Node nodeOf(String key) {
    return node;
  }

  @Override
  public Collection<Node> nodes() {
    return List.of(node);
  }

  @Override
  public String server() {
    return node.server();
  }

  @Override
  public boolean hidesIncarnation() {
    return node.incarnation().isHidden();
  }

  @Override
  public CompletionStage<Beat> beat() {
    return node.beat();
  }

  @Override
  public void whenLost(Consumer<String> listener) {
    node.whenLost(listener);
  }

  @Override
  public CompletionStage<Void> close() {
    return node.close();
  }
}
