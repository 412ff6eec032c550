package io.admitone.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.admitone.domain.ticket.RedeemOutcome.NotRedeemable;
import io.admitone.domain.ticket.RedeemOutcome.Reason;
import io.admitone.domain.ticket.RedeemOutcome.Redeemed;
import io.admitone.domain.ticket.TicketKey;
import io.admitone.redis.rig.FaultProxy;
import io.admitone.redis.rig.RedisBinary;
import io.admitone.redis.rig.RedisConf;
import io.admitone.redis.rig.RedisServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the store rests on, with each server that this machine can run: the oldest that is supported
 * comes as an artifact, others are those on the PATH and those that {@code REDIS_SERVERS} names.
 */
final class RedisVersionsIT {
  private static final String OLDEST = "6.2";

  @TempDir private Path folder;

  static List<RedisBinary> servers() {
    return RedisBinary.all();
  }

  @Test
  void theOldestThatIsSupportedIsAmongThem() {
    assertThat(servers()).extracting(RedisBinary::where).anyMatch(at -> at.contains(OLDEST));
  }

  @ParameterizedTest
  @MethodSource("servers")
  void doesAllThatTheServiceNeedsWithTheRightsThatAreShipped(RedisBinary binary)
      throws IOException {
    String shipped = Files.readString(Path.of("..", "deploy", "redis", "users.acl"));
    Path users =
        Files.writeString(
            folder.resolve("users.acl"),
            shipped.replace(" on resetpass ", " on resetpass >secret "));
    try (RedisServer server = RedisServer.start(binary, RedisConf.plain().aclFile(users))) {
      System.out.println("tried with " + binary.where());

      assertThat(EveryUse.missing(server.uri().replace("://", "://admitone:secret@"))).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("servers")
  void admitsNobodyTwiceAfterARestartFromASnapshot(RedisBinary binary) {
    try (RedisServer server = RedisServer.start(binary, RedisConf.plain());
        FaultProxy network = FaultProxy.to(server.port());
        Instances instances = new Instances()) {
      Redis redis = instances.connect(network.uri());
      TicketKey key = Instances.key();
      EveryUse.issue(redis, key);
      server.snapshot();
      assertThat(Instances.join(redis.tickets().redeem(key))).isInstanceOf(Redeemed.class);

      server.restart();
      Instances.awaitLoss(redis);
      Instances.awaitReadyUnderTraffic(redis);

      assertThat(Instances.join(redis.tickets().redeem(key)))
          .isEqualTo(new NotRedeemable(Reason.STALE));
    }
  }

  @ParameterizedTest
  @MethodSource("servers")
  void isRefusedInWordsAsAReplica(RedisBinary binary) {
    try (RedisServer server = RedisServer.start(binary, RedisConf.plain().replicaOf(1))) {
      assertThat(EveryUse.missing(server.uri()))
          .containsExactly("any use: " + ServerError.READONLY.words());
    }
  }
}
