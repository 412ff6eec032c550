package io.admitone.redis;

import io.admitone.contract.Backstage;
import io.admitone.contract.Faults;
import io.admitone.contract.TicketStoreContract;
import io.admitone.domain.ticket.TicketStore;
import io.admitone.redis.rig.FaultProxy;
import io.admitone.redis.rig.RedisConf;
import io.admitone.redis.rig.RedisSentinels;
import io.admitone.redis.rig.RedisServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/**
 * The contract of a store of tickets, on a server that is found through Sentinel, behind a network
 * that can be broken. What a failover does is asked by {@link RedisFailoverIT}.
 */
final class RedisSentinelContractIT extends TicketStoreContract {
  private static RedisServer server;
  private static FaultProxy network;
  private static RedisSentinels sentinels;

  private FaultyServers servers;
  private Instances instances;

  @BeforeAll
  static void startSentinels() {
    server = RedisServer.start(RedisConf.plain().appendOnly());
    network = FaultProxy.to(server.port());
    sentinels = RedisSentinels.over(server, network);
  }

  @AfterAll
  static void stopSentinels() {
    sentinels.close();
    network.close();
  }

  @BeforeEach
  void open() {
    servers = FaultyServers.ofTickets(server, network);
    instances = new Instances();
  }

  @AfterEach
  void close() {
    instances.close();
    servers.close();
  }

  @Override
  protected TicketStore openStore() {
    return instances.connect(sentinels.uri()).tickets();
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
