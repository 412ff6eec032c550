package io.admitone.redis.rig;

import java.time.Duration;

/**
 * A primary, one replica of it, and an address that leads to whichever is in charge.
 *
 * <p>Replication runs through a proxy of its own, so that it can lag for as long as a test likes:
 * what the primary acknowledges in the meantime the replica does not know.
 */
public final class RedisReplicas implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private final RedisServer first;
  private final FaultProxy replication;
  private final RedisServer second;
  private final FaultProxy front;

  private RedisReplicas(RedisConf conf) {
    first = RedisServer.start(conf);
    replication = FaultProxy.to(first.port());
    second = RedisServer.start(conf.replicaOf(replication.port()));
    front = FaultProxy.to(first.port());
    awaitInStep();
  }

  /** Starts both; returns when the replica is in step. */
  public static RedisReplicas start() {
    return start(RedisConf.plain());
  }

  /** Starts both with this configuration, without TLS. */
  public static RedisReplicas start(RedisConf conf) {
    return new RedisReplicas(conf);
  }

  /** The primary at the start. */
  public RedisServer primary() {
    return first;
  }

  /** The replica at the start. */
  public RedisServer replica() {
    return second;
  }

  /** What clients connect to, before and after a failover. */
  public FaultProxy front() {
    return front;
  }

  /** From now on the replica hears of nothing that the primary does. */
  public void holdReplication() {
    replication.freeze();
  }

  /** Lets the replica catch up; returns when it has. */
  public void resumeReplication() {
    replication.pass();
    awaitInStep();
  }

  /** Returns when the replica has all that the primary has. */
  public void awaitInStep() {
    Await.until(LIMIT, "in step", this::isInStep);
  }

  /** Kills the primary, makes the replica one, and leads new connections to it. */
  public void failOver() {
    first.kill();
    replication.goDown();
    promote();
  }

  /** Makes the replica a primary, with the old one as it is, and leads new connections to it. */
  public void promote() {
    second.cli("REPLICAOF", "NO", "ONE");
    front.leadTo(second.port());
  }

  private boolean isInStep() {
    return second.info("master_link_status").equals("up")
        && first.info("master_repl_offset").equals(second.info("slave_repl_offset"));
  }

  @Override
  public void close() {
    front.close();
    second.close();
    replication.close();
    first.close();
  }
}
