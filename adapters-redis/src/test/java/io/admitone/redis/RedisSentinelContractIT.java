package io.admitone.redis;

import io.admitone.contract.TicketStoreContract;
import io.admitone.domain.ticket.TicketStore;
import io.admitone.redis.rig.RedisSentinels;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

/** The contract of a store of tickets, on a server that is found through Sentinel. */
final class RedisSentinelContractIT extends TicketStoreContract {
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
  protected TicketStore openStore() {
    return instances.connect(sentinels.uri()).tickets();
  }
}
