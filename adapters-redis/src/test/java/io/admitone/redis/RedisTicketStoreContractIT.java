package io.admitone.redis;

import io.admitone.contract.Backstage;
import io.admitone.contract.Fault;
import io.admitone.contract.Faults;
import io.admitone.contract.TicketStoreContract;
import io.admitone.domain.ticket.TicketKey;
import io.admitone.domain.ticket.TicketStore;
import io.admitone.redis.rig.CommandLog;
import io.admitone.redis.rig.Fate;
import io.admitone.redis.rig.FaultProxy;
import io.admitone.redis.rig.RedisConf;
import io.admitone.redis.rig.RedisServer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** The contract of a store of tickets, on one Redis server behind a network that can be broken. */
final class RedisTicketStoreContractIT extends TicketStoreContract {
  private static RedisServer server;

  private FaultProxy proxy;
  private CommandLog log;
  private Instances instances;

  @BeforeAll
  static void startServer() {
    server = RedisServer.start(RedisConf.plain().appendOnly());
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @BeforeEach
  void openNetwork() {
    proxy = FaultProxy.to(server.port());
    log = server.monitor();
    instances = new Instances();
  }

  @AfterEach
  void closeNetwork() {
    instances.close();
    log.close();
    proxy.close();
  }

  @Override
  protected TicketStore openStore() {
    return instances.connect(proxy.uri()).tickets();
  }

  @Override
  protected Faults faults() {
    return new Faults() {
      @Override
      public Set<Fault> possible() {
        return Set.of(Fault.values());
      }

      @Override
      public void begin(Fault fault) {
        switch (fault) {
          case UNREACHABLE -> proxy.goDown();
          case REFUSING -> server.cli("CONFIG", "SET", "min-replicas-to-write", "1");
          case HANGING -> server.freeze();
          case LOSES_NEXT_ANSWER -> loseNextAnswer();
          case LOSES_LATEST_WRITE -> Resurrection.of(server).undoLatest("ws_ticket:");
        }
      }

      @Override
      public void end() {
        server.thaw();
        server.cli("CONFIG", "SET", "min-replicas-to-write", "0");
        proxy.pass();
      }
    };
  }

  /** Of whichever command a store sends next; only one answer is lost. */
  private void loseNextAnswer() {
    Stream.of("GETDEL", "SET", "UNLINK")
        .forEach(
            command ->
                proxy
                    .onNext(command, "ws_ticket:", Fate.ANSWER_IS_LOST)
                    .thenRun(() -> proxy.pass()));
  }

  @Override
  protected Backstage backstage() {
    return new Backstage() {
      @Override
      public OptionalLong records() {
        return OptionalLong.of(((List<?>) server.cli("KEYS", "ws_ticket:*")).size());
      }

      @Override
      public OptionalLong commandsSent() {
        return OptionalLong.of(
            log.commands().stream()
                .filter(words -> words.toString().contains("ws_ticket"))
                .count());
      }

      @Override
      public OptionalLong connections() {
        return OptionalLong.of(proxy.open());
      }

      @Override
      public boolean damage(TicketKey key) {
        server.cli("SET", RedisKeys.ticket(key), "{\"v\":1,\"user\":");
        return true;
      }

      @Override
      public boolean plant(String name, String text) {
        server.cli("SET", name, text);
        return true;
      }

      @Override
      public Optional<String> planted(String name) {
        return Optional.ofNullable(server.cli("GET", name)).map(String::valueOf);
      }
    };
  }
}
