package io.admitone.redis;

import io.admitone.contract.RoomBrokerContract;
import io.admitone.domain.room.RetentionRules;
import io.admitone.domain.room.RoomBroker;
import io.admitone.redis.rig.RedisClusterServers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

/** The contract of a broker of rooms, on a cluster of three masters with channels in slots. */
final class RedisClusterRoomsContractIT extends RoomBrokerContract {
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
  protected RoomBroker openBroker(RetentionRules retention) {
    return instances.connect(String.join(",", cluster.uris()), retention).rooms();
  }
}
