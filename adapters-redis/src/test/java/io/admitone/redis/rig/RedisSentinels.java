package io.admitone.redis.rig;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A primary with its replicas, two of them or none, and three sentinels that watch over them with a
 * quorum of two.
 */
public final class RedisSentinels implements AutoCloseable {
  /** The name under which the sentinels know the primary. */
  public static final String PRIMARY_NAME = "admitone";

  private static final Duration DOWN_AFTER = Duration.ofSeconds(1);
  private static final Duration NEVER_DOWN = Duration.ofHours(1);
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private final List<RedisServer> servers = new ArrayList<>();
  private final List<RedisServer> sentinels = new ArrayList<>();

  private RedisSentinels(int primaryPort, List<RedisServer> watched, Duration downAfter) {
    servers.addAll(watched);
    for (int i = 0; i < 3; i++) {
      sentinels.add(RedisServer.startSentinel(watching(primaryPort, downAfter)));
    }
    Await.until(
        LIMIT,
        "a quorum that knows all replicas",
        () -> sentinels.stream().allMatch(this::knowsAll));
  }

  /** Starts all six; returns when each sentinel knows all the others and both replicas. */
  public static RedisSentinels start() {
    RedisServer first = RedisServer.start(replicating());
    RedisServer second = RedisServer.start(replicating().replicaOf(first.port()));
    RedisServer third = RedisServer.start(replicating().replicaOf(first.port()));
    return new RedisSentinels(first.port(), List.of(first, second, third), DOWN_AFTER);
  }

  /**
   * Starts three sentinels over a lone primary that clients reach, as they are told, through a
   * proxy. Whatever becomes of it, there is nobody to take its place. It is closed with them, the
   * proxy is not.
   */
  public static RedisSentinels over(RedisServer primary, FaultProxy front) {
    return new RedisSentinels(front.port(), List.of(primary), NEVER_DOWN);
  }

  /** {@code redis-sentinel://host:port,...#admitone}, as Lettuce reads it. */
  public String uri() {
    return sentinels.stream()
        .map(sentinel -> sentinel.host() + ":" + sentinel.port())
        .collect(Collectors.joining(",", "redis-sentinel://", "#" + PRIMARY_NAME));
  }

  /** The three sentinels. */
  public List<RedisServer> sentinels() {
    return List.copyOf(sentinels);
  }

  /** The primary and the two replicas of the start. */
  public List<RedisServer> servers() {
    return List.copyOf(servers);
  }

  /** The primary that the sentinels name. */
  public RedisServer primary() {
    int port = primaryPort(sentinels.get(0));
    return servers.stream()
        .filter(server -> server.port() == port)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("the sentinels name a stranger"));
  }

  /**
   * Kills the primary; returns when all sentinels name another one and it takes writes.
   *
   * @return the new primary
   */
  public RedisServer failOver() {
    RedisServer old = primary();
    old.kill();
    Await.until(
        LIMIT,
        "failed over",
        () -> sentinels.stream().allMatch(sentinel -> primaryPort(sentinel) != old.port()));
    RedisServer now = primary();
    Await.until(LIMIT, "promoted", () -> now.info("role").equals("master"));
    return now;
  }

  private static RedisConf replicating() {
    // A replica that becomes a primary is later told to follow another: it needs the name for that.
    return RedisConf.plain()
        .with("masteruser", RedisConf.RIG_USER)
        .with("masterauth", RedisConf.RIG_PASSWORD);
  }

  private static RedisConf watching(int port, Duration downAfter) {
    return RedisConf.sentinel()
        .with("sentinel monitor", PRIMARY_NAME, "127.0.0.1", port, 2)
        .with("sentinel auth-user", PRIMARY_NAME, RedisConf.RIG_USER)
        .with("sentinel auth-pass", PRIMARY_NAME, RedisConf.RIG_PASSWORD)
        .with("sentinel down-after-milliseconds", PRIMARY_NAME, downAfter.toMillis())
        .with("sentinel failover-timeout", PRIMARY_NAME, LIMIT.toMillis());
  }

  private boolean knowsAll(RedisServer sentinel) {
    List<?> primary = (List<?>) sentinel.cli("SENTINEL", "MASTER", PRIMARY_NAME);
    return String.valueOf(servers.size() - 1).equals(field(primary, "num-slaves"))
        && "2".equals(field(primary, "num-other-sentinels"));
  }

  private static Object field(List<?> namesAndValues, String name) {
    return namesAndValues.get(namesAndValues.indexOf(name) + 1);
  }

  private static int primaryPort(RedisServer sentinel) {
    List<?> address = (List<?>) sentinel.cli("SENTINEL", "GET-MASTER-ADDR-BY-NAME", PRIMARY_NAME);
    return Integer.parseInt((String) address.get(1));
  }

  @Override
  public void close() {
    sentinels.forEach(RedisServer::close);
    servers.forEach(RedisServer::close);
  }
}
