package io.admitone.redis;

import io.admitone.contract.Backstage;
import io.admitone.contract.Faults;
import io.admitone.contract.TicketStoreContract;
import io.admitone.domain.ticket.TicketStore;
import io.admitone.redis.rig.FaultProxy;
import io.admitone.redis.rig.RedisClusterServers;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/**
 * The contract of a store of tickets, on a cluster of three primaries behind networks that can be
 * broken. What a failover does is asked by {@link RedisFailoverIT}.
 */
final class RedisClusterContractIT extends TicketStoreContract {
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
    servers = FaultyServers.ofTickets(cluster, networks);
    instances = new Instances();
  }

  @AfterEach
  void close() {
    instances.close();
    servers.close();
  }

  @Override
  protected TicketStore openStore() {
    return instances
        .connect(networks.stream().map(FaultProxy::uri).collect(Collectors.joining(",")))
        .tickets();
  }

  @Override
  protected Faults faults() {
    return servers;
  }

  @Override
  protected Backstage backstage() {
    return servers;
  }
}
