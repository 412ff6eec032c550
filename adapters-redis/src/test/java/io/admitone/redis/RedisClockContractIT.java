package io.admitone.redis;

import io.admitone.contract.ClockContract;
import io.admitone.domain.time.Clock;
import io.admitone.redis.rig.CommandLog;
import io.admitone.redis.rig.RedisServer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** The contract of a clock, on the time of a Redis server. */
final class RedisClockContractIT extends ClockContract {
  private static RedisServer server;

  private final AtomicReference<Duration> machineAhead = new AtomicReference<>(Duration.ZERO);
  private Instances instances;
  private CommandLog log;

  @BeforeAll
  static void startServer() {
    server = RedisServer.start();
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @BeforeEach
  void open() {
    instances = new Instances(() -> Instant.now().plus(machineAhead.get()));
    log = server.monitor();
  }

  @AfterEach
  void close() {
    instances.close();
    log.close();
  }

  @Override
  protected Clock openClock() {
    return instances.connect(server.uri()).clock();
  }

  /** Of this process; the server's is not touched, and is the one that counts. */
  @Override
  protected boolean setMachineBack(Duration by) {
    machineAhead.updateAndGet(ahead -> ahead.minus(by));
    return true;
  }

  @Override
  protected Optional<Instant> timeAtTheStore() {
    List<?> time = (List<?>) server.cli("TIME");
    return Optional.of(Instant.ofEpochSecond(Long.parseLong((String) time.get(0))));
  }

  @Override
  protected OptionalLong commandsSent() {
    return OptionalLong.of(log.count("TIME"));
  }
}
