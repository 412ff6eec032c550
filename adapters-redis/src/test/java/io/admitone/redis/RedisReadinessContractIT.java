package io.admitone.redis;

import io.admitone.contract.ReadinessProbeContract;
import io.admitone.domain.readiness.ReadinessProbe;
import io.admitone.redis.rig.FaultProxy;
import io.admitone.redis.rig.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

/** The contract of readiness, on a Redis server behind a network that can be broken. */
final class RedisReadinessContractIT extends ReadinessProbeContract {
  private static RedisServer server;

  /** There before the contract's own preparations, which open the probe. */
  private final FaultProxy network = FaultProxy.to(server.port());

  private final Instances instances = new Instances();

  @BeforeAll
  static void startServer() {
    server = RedisServer.start();
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @AfterEach
  void close() {
    instances.close();
    network.close();
  }

  /** It waits so little between tries that the cases with many changes come to their end. */
  @Override
  protected ReadinessProbe openProbe() {
    RedisSettings usual = RedisSettings.of(RedisAddress.parse(network.uri()));
    return instances.connect(usual.retryingAfter(List.of(Duration.ofMillis(20)))).readiness();
  }

  @Override
  protected void loseStore() {
    network.goDown();
  }

  @Override
  protected void returnStore() {
    network.pass();
  }

  @Override
  protected OptionalLong commandsSent() {
    return OptionalLong.of(network.commands());
  }
}
