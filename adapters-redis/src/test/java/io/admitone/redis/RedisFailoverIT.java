package io.admitone.redis;

import static io.admitone.redis.Instances.TTL;
import static io.admitone.redis.Instances.awaitReadyUnderTraffic;
import static io.admitone.redis.Instances.grant;
import static io.admitone.redis.Instances.join;
import static io.admitone.redis.Instances.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.admitone.domain.identity.SessionId;
import io.admitone.domain.ticket.IssueOutcome;
import io.admitone.domain.ticket.RedeemOutcome;
import io.admitone.domain.ticket.RevokeOutcome;
import io.admitone.domain.ticket.TicketKey;
import io.admitone.redis.rig.RedisClusterServers;
import io.admitone.redis.rig.RedisConf;
import io.admitone.redis.rig.RedisSentinels;
import io.admitone.redis.rig.RedisServer;
import io.admitone.redis.rig.ServerCertificate;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Servers that are several, and one that must be proved to be the right one. */
final class RedisFailoverIT {
  private final Instances instances = new Instances();

  @AfterEach
  void close() {
    instances.close();
  }

  @Test
  void followsSentinelToTheNewMaster() {
    try (RedisSentinels sentinels = RedisSentinels.start()) {
      Redis redis = instances.connect(sentinels.uri());
      TicketKey before = issued(redis);

      sentinels.failOver();
      awaitReadyUnderTraffic(redis);

      assertThat(join(redis.tickets().redeem(before)))
          .isInstanceOf(RedeemOutcome.NotRedeemable.class);
      assertThat(join(redis.tickets().redeem(issued(redis))))
          .isInstanceOf(RedeemOutcome.Redeemed.class);
    }
  }

  @Test
  void followsAClusterToItsNewMaster() {
    try (RedisClusterServers cluster = RedisClusterServers.start()) {
      Redis redis = instances.connect(String.join(",", cluster.uris()));
      TicketKey before = issued(redis);

      cluster.failOver(cluster.primaryOf(RedisKeys.ticket(before)));
      awaitReadyUnderTraffic(redis);

      assertThat(join(redis.tickets().redeem(before)))
          .isInstanceOf(RedeemOutcome.NotRedeemable.class);
      assertThat(join(redis.tickets().redeem(issued(redis))))
          .isInstanceOf(RedeemOutcome.Redeemed.class);
    }
  }

  @Test
  void endsTheTicketsOfASessionOnEveryNodeOfACluster() {
    try (RedisClusterServers cluster = RedisClusterServers.start()) {
      Redis redis = instances.connect(String.join(",", cluster.uris()));
      List<TicketKey> tickets = Stream.generate(() -> issued(redis)).limit(20).toList();

      RevokeOutcome outcome = join(redis.tickets().revokeSession(new SessionId("session")));

      assertThat(outcome).isInstanceOf(RevokeOutcome.Revoked.class);
      assertThat(tickets)
          .allMatch(
              ticket ->
                  join(redis.tickets().redeem(ticket)) instanceof RedeemOutcome.NotRedeemable);
    }
  }

  @Test
  void speaksTlsWithAServerThatItCanVerifyAndWithNoOther() {
    ServerCertificate shown = ServerCertificate.make("IP:127.0.0.1");
    try (RedisServer server = RedisServer.start(RedisConf.plain().tls(shown))) {
      RedisSettings settings = RedisSettings.of(RedisAddress.parse(server.uri()));

      Redis trusting = instances.connect(settings.trusting(shown.authority()));
      Redis distrustful = instances.make(settings);
      distrustful.start();

      assertThat(join(trusting.tickets().redeem(issued(trusting))))
          .isInstanceOf(RedeemOutcome.Redeemed.class);
      Instances.awaitError(distrustful, "TLS");
    }
  }

  @Test
  void refusesACertificateForAnotherName() {
    ServerCertificate shown = ServerCertificate.make("DNS:elsewhere.example");
    try (RedisServer server = RedisServer.start(RedisConf.plain().tls(shown))) {
      RedisSettings settings = RedisSettings.of(RedisAddress.parse(server.uri()));

      Redis redis = instances.make(settings.trusting(shown.authority()));
      redis.start();

      Instances.awaitError(redis, "TLS");
    }
  }

  private static TicketKey issued(Redis redis) {
    TicketKey key = key();
    assertThat(join(redis.tickets().issue(key, grant("session"), TTL)))
        .isInstanceOf(IssueOutcome.Issued.class);
    return key;
  }
}
