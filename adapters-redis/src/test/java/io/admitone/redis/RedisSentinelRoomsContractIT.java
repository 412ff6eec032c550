package io.admitone.redis;

import io.admitone.contract.RoomBrokerContract;
import io.admitone.domain.room.RetentionRules;
import io.admitone.domain.room.RoomBroker;
import io.admitone.redis.rig.RedisSentinels;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

/** The contract of a broker of rooms, on a server that is found through Sentinel. */
final class RedisSentinelRoomsContractIT extends RoomBrokerContract {
  private static RedisSentinels sentinels;

  private final Instances instances = new Instances();

  @BeforeAll
  static void startSentinels() {
    sentinels = RedisSentinels.start();
  }

  @AfterAll
  static void stopSentinels() {
    sentinels.close();
  }

  @AfterEach
  void closeInstances() {
    instances.close();
  }

  @Override
  protected RoomBroker openBroker(RetentionRules retention) {
    return instances.connect(sentinels.uri(), retention).rooms();
  }
}
