package io.admitone.redis;

import io.admitone.contract.Backstage;
import io.admitone.contract.Faults;
import io.admitone.contract.TicketStoreContract;
import io.admitone.domain.ticket.TicketStore;
import io.admitone.redis.rig.FaultProxy;
import io.admitone.redis.rig.RedisConf;
import io.admitone.redis.rig.RedisServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** The contract of a store of tickets, on one Redis server behind a network that can be broken. */
final class RedisTicketStoreContractIT extends TicketStoreContract {
  private static RedisServer server;
  private static FaultProxy network;

  private FaultyServers servers;
  private Instances instances;

  @BeforeAll
  static void startServer() {
    server = RedisServer.start(RedisConf.plain().appendOnly());
    network = FaultProxy.to(server.port());
  }

  @AfterAll
  static void stopServer() {
    network.close();
    server.close();
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
    return instances.connect(network.uri()).tickets();
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
