package io.admitone.redis;

import io.admitone.contract.Faults;
import io.admitone.contract.RoomBackstage;
import io.admitone.contract.RoomBrokerContract;
import io.admitone.domain.room.RetentionRules;
import io.admitone.domain.room.RoomBroker;
import io.admitone.redis.rig.FaultProxy;
import io.admitone.redis.rig.RedisClusterServers;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;

/**
 * The contract of a broker of rooms, on a cluster of three primaries with channels in slots, behind
 * networks that can be broken. What a failover does is asked by {@link RedisRoomsFailoverIT}.
 */
@Tag("long")
final class RedisClusterRoomsContractIT extends RoomBrokerContract {
  private static List<FaultProxy> networks;
  private static RedisClusterServers cluster;

  private FaultyServers servers;
  private Instances instances;

  @BeforeAll
  static void startCluster() {
    // Where each leads is known when its server has a port.
    networks = Stream.generate(() -> FaultProxy.to(1)).limit(3).toList();
    cluster = RedisClusterServers.startBehind(networks);
  }

  @AfterAll
  static void stopCluster() {
    cluster.close();
    networks.forEach(FaultProxy::close);
  }

  @BeforeEach
  void open() {
    servers = FaultyServers.ofRooms(cluster, networks);
    instances = new Instances();
  }

  @AfterEach
  void close() {
    instances.close();
    servers.close();
  }

  @Override
  protected RoomBroker openBroker(RetentionRules retention) {
    String address = networks.stream().map(FaultProxy::uri).collect(Collectors.joining(","));
    return instances.connect(address, retention).rooms();
  }

  @Override
  protected Faults faults() {
    return servers;
  }

  @Override
  protected RoomBackstage backstage() {
    return servers;
  }
}
