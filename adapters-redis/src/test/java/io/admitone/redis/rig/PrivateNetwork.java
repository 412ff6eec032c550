package io.admitone.redis.rig;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A server behind a network of its own, whose packets can be dropped without a word: what a proxy
 * cannot show, since its own kernel goes on acknowledging.
 *
 * <p>It is a network namespace and a pair of virtual interfaces inside this machine, on addresses
 * that RFC 2544 sets aside for tests; no rule of the machine's own network is touched. It needs
 * Linux, root, {@code ip} and {@code iptables}.
 */
public final class PrivateNetwork implements AutoCloseable {
  /**
   * Marks the tests that use it: a build leaves them out unless it is told that it runs as root.
   */
  public static final String NEEDS_ROOT = "needs-root";

  private final String name;
  private final String near;
  private final String serverAddress;
  private final List<RedisServer> servers = new ArrayList<>();

  private PrivateNetwork() {
    int id = ThreadLocalRandom.current().nextInt(1 << 14);
    name = "admitone-" + id;
    near = "adm" + id + "n";
    String subnet = "198.18." + (id >> 6) + ".";
    int first = (id & 63) * 4;
    serverAddress = subnet + (first + 2);
    Leftovers.add(this);
    connect("adm" + id + "f", subnet + (first + 1), serverAddress);
  }

  /**
   * Sets it up.
   *
   * @throws IllegalStateException where that is not permitted here
   */
  public static PrivateNetwork open() {
    return new PrivateNetwork();
  }

  /** Starts a server in it. The server is closed with the network. */
  public RedisServer start(RedisConf conf) {
    if (!(RedisBinary.find() instanceof LocalRedis local)) {
      throw new IllegalStateException("A private network needs redis-server on this machine.");
    }
    LocalRedis inside = local.startedBy("ip", "netns", "exec", name);
    RedisServer server = RedisServer.start(inside, conf, serverAddress);
    servers.add(server);
    return server;
  }

  /** Drops every packet from now on, both ways. */
  public void drop() {
    inside("iptables", "-A", "INPUT", "-j", "DROP");
    inside("iptables", "-A", "OUTPUT", "-j", "DROP");
  }

  /** Lets packets through again. */
  public void heal() {
    inside("iptables", "-F");
  }

  private void connect(String far, String clientAddress, String serverAddress) {
    try {
      Commands.run("ip", "netns", "add", name);
      Commands.run("ip", "link", "add", near, "type", "veth", "peer", "name", far, "netns", name);
      Commands.run("ip", "addr", "add", clientAddress + "/30", "dev", near);
      Commands.run("ip", "link", "set", near, "up");
      inside("ip", "addr", "add", serverAddress + "/30", "dev", far);
      inside("ip", "link", "set", far, "up");
      inside("iptables", "-L");
    } catch (RuntimeException e) {
      close();
      throw new IllegalStateException(
          "Dropping packets needs Linux, root, and the programs ip and iptables.", e);
    }
  }

  private void inside(String... command) {
    List<String> words = new ArrayList<>(List.of("ip", "netns", "exec", name));
    words.addAll(List.of(command));
    Commands.run(words.toArray(String[]::new));
  }

  /** Closes its servers and takes the network away. A second call does nothing. */
  @Override
  public void close() {
    Leftovers.remove(this);
    servers.forEach(RedisServer::close);
    try {
      // The pair of interfaces goes with the namespace.
      Commands.run("ip", "netns", "del", name);
    } catch (RuntimeException e) {
      // It was not set up, or is gone already.
    }
  }
}
