package io.admitone.redis;

import io.admitone.contract.Fault;
import io.admitone.contract.Faults;
import io.admitone.contract.RoomBackstage;
import io.admitone.contract.RoomBrokerContract;
import io.admitone.domain.room.RetentionRules;
import io.admitone.domain.room.RoomBroker;
import io.admitone.redis.rig.Fate;
import io.admitone.redis.rig.FaultProxy;
import io.admitone.redis.rig.RedisConf;
import io.admitone.redis.rig.RedisServer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** The contract of a broker of rooms, on one Redis server behind networks that can be broken. */
final class RedisRoomBrokerContractIT extends RoomBrokerContract {
  private static RedisServer server;

  private Instances instances;

  /** The first broker of a case has the first network, all others the second; it can die alone. */
  private List<FaultProxy> proxies;

  private RoomBroker first;

  @BeforeAll
  static void startServer() {
    server = RedisServer.start(RedisConf.plain().appendOnly());
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @BeforeEach
  void openNetworks() {
    instances = new Instances();
    proxies = List.of(FaultProxy.to(server.port()), FaultProxy.to(server.port()));
    first = null;
  }

  @AfterEach
  void closeNetworks() {
    instances.close();
    proxies.forEach(FaultProxy::close);
  }

  @Override
  protected RoomBroker openBroker(RetentionRules retention) {
    FaultProxy network = proxies.get(first == null ? 0 : 1);
    RoomBroker broker = instances.connect(network.uri(), retention).rooms();
    first = first == null ? broker : first;
    return broker;
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
          case UNREACHABLE -> proxies.forEach(FaultProxy::goDown);
          case REFUSING -> server.cli("CONFIG", "SET", "min-replicas-to-write", "1");
          case HANGING -> server.freeze();
          case LOSES_NEXT_ANSWER -> proxies.forEach(this::loseNextAnswer);
          case LOSES_LATEST_WRITE -> Resurrection.of(server).undoLatest("ws_room:");
          case LOSES_ALL -> server.cli("FLUSHALL");
          case DEAFENS_SUBSCRIPTIONS -> proxies.forEach(FaultProxy::deafen);
        }
      }

      private void loseNextAnswer(FaultProxy proxy) {
        proxy.onNext("EVALSHA", Fate.ANSWER_IS_LOST).thenRun(proxy::pass);
      }

      @Override
      public void end() {
        server.thaw();
        server.cli("CONFIG", "SET", "min-replicas-to-write", "0");
        proxies.forEach(FaultProxy::pass);
      }
    };
  }

  @Override
  protected RoomBackstage backstage() {
    return new RoomBackstage() {
      @Override
      public OptionalLong rooms() {
        return OptionalLong.of(((List<?>) server.cli("KEYS", "ws_room*")).size());
      }

      @Override
      public OptionalLong connections() {
        return OptionalLong.of(proxies.stream().mapToLong(FaultProxy::open).sum());
      }

      @Override
      public boolean kill(RoomBroker broker) {
        boolean canDieAlone = broker != first;
        if (canDieAlone) {
          proxies.get(1).freeze();
        }
        return canDieAlone;
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
