package io.admitone.benchmarks;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The servers of contestants that are measured in turn; those whose turn it is not are idle. */
final class Servers implements AutoCloseable {
  private final Map<Contestant, Server> all = new HashMap<>();

  private Servers() {}

  static Servers start(List<Contestant> contestants) throws Exception {
    Servers servers = new Servers();
    try {
      for (Contestant contestant : contestants) {
        servers.all.put(contestant, contestant.start());
      }
      return servers;
    } catch (Exception e) {
      servers.close();
      throw e;
    }
  }

  Server of(Contestant contestant) {
    return all.get(contestant);
  }

  @Override
  public void close() {
    all.values().forEach(Server::close);
  }
}
