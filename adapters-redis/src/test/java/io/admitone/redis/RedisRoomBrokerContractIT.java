package io.admitone.redis;

import io.admitone.contract.Faults;
import io.admitone.contract.RoomBackstage;
import io.admitone.contract.RoomBrokerContract;
import io.admitone.domain.room.RetentionRules;
import io.admitone.domain.room.RoomBroker;
import io.admitone.redis.rig.FaultProxy;
import io.admitone.redis.rig.RedisConf;
import io.admitone.redis.rig.RedisServer;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** The contract of a broker of rooms, on one Redis server behind networks that can be broken. */
final class RedisRoomBrokerContractIT extends RoomBrokerContract {
  private static RedisServer server;

  private FaultyServers servers;
  private Instances instances;

  /** The first broker of a case has the first network, all others the second; it can die alone. */
  private List<FaultProxy> networks;

  private boolean isFirst;

  @BeforeAll
  static void startServer() {
    server = RedisServer.start(RedisConf.plain().appendOnly());
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @BeforeEach
  void open() {
    networks = List.of(FaultProxy.to(server.port()), FaultProxy.to(server.port()));
    servers = FaultyServers.ofRooms(server, networks);
    instances = new Instances();
    isFirst = true;
  }

  @AfterEach
  void close() {
    instances.close();
    servers.close();
    networks.forEach(FaultProxy::close);
  }

  @Override
  protected RoomBroker openBroker(RetentionRules retention) {
    FaultProxy network = networks.get(isFirst ? 0 : 1);
    RoomBroker broker = instances.connect(network.uri(), retention).rooms();
    if (!isFirst) {
      servers.isAlone(broker, network);
    }
    isFirst = false;
    return broker;
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
