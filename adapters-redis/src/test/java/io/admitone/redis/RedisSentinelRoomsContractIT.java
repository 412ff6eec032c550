package io.admitone.redis;

import io.admitone.contract.Faults;
import io.admitone.contract.RoomBackstage;
import io.admitone.contract.RoomBrokerContract;
import io.admitone.domain.room.RetentionRules;
import io.admitone.domain.room.RoomBroker;
import io.admitone.redis.rig.FaultProxy;
import io.admitone.redis.rig.RedisConf;
import io.admitone.redis.rig.RedisSentinels;
import io.admitone.redis.rig.RedisServer;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;

/**
 * The contract of a broker of rooms, on a server that is found through Sentinel, behind a network
 * that can be broken. What a failover does is asked by {@link RedisRoomsFailoverIT}.
 */
@Tag("long")
final class RedisSentinelRoomsContractIT extends RoomBrokerContract {
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
    servers = FaultyServers.ofRooms(server, List.of(network));
    instances = new Instances();
  }

  @AfterEach
  void close() {
    instances.close();
    servers.close();
  }

  @Override
  protected RoomBroker openBroker(RetentionRules retention) {
    return instances.connect(sentinels.uri(), retention).rooms();
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
