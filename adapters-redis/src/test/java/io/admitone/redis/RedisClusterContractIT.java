package io.admitone.redis;

import io.admitone.contract.TicketStoreContract;
import io.admitone.domain.ticket.TicketStore;
import io.admitone.redis.rig.RedisClusterServers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

/** The contract of a store of tickets, on a cluster of three masters. */
final class RedisClusterContractIT extends TicketStoreContract {
  private static RedisClusterServers cluster;

  private final Instances instances = new Instances();

  @BeforeAll
  static void startCluster() {
    cluster = RedisClusterServers.start();
  }

  @AfterAll
  static void stopCluster() {
    cluster.close();
  }

  @AfterEach
  void closeInstances() {
    instances.close();
  }

  @Override
  protected TicketStore openStore() {
    return instances.connect(String.join(",", cluster.uris())).tickets();
  }
}
