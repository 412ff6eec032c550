package io.admitone.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.admitone.domain.ticket.IssueOutcome;
import io.admitone.domain.ticket.RedeemOutcome;
import io.admitone.domain.ticket.RedeemOutcome.NotRedeemable;
import io.admitone.domain.ticket.RedeemOutcome.Reason;
import io.admitone.domain.ticket.RedeemOutcome.Redeemed;
import io.admitone.domain.ticket.TicketKey;
import io.admitone.redis.rig.FaultProxy;
import io.admitone.redis.rig.RedisReplicas;
import io.admitone.redis.rig.RedisServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Redis brings tickets back that were spent; a second presentation is refused all the same. */
final class ResurrectedTicketsIT {
  private static final RedeemOutcome STALE = new NotRedeemable(Reason.STALE);
  private final Instances instances = new Instances();

  @AfterEach
  void close() {
    instances.close();
  }

  @Test
  void failoverThatForgotARedemptionAdmitsNobodyTwice() {
    try (RedisReplicas servers = RedisReplicas.start()) {
      Redis redis = instances.connect(servers.front().uri());
      TicketKey key = issue(redis);
      servers.awaitInStep();
      servers.holdReplication();
      assertThat(redeem(redis, key)).isInstanceOf(Redeemed.class);

      servers.failOver();
      reconnect(redis);

      assertThat(servers.replica().cli("EXISTS", RedisKeys.ticket(key))).isEqualTo(1L);
      assertThat(redeem(redis, key)).isEqualTo(STALE);
    }
  }

  @Test
  void promotionBesideALivingPrimaryAdmitsNobodyTwice() {
    try (RedisReplicas servers = RedisReplicas.start()) {
      Redis before = instances.connect(servers.front().uri());
      TicketKey key = issue(before);
      servers.awaitInStep();
      servers.holdReplication();
      servers.promote();
      Redis after = instances.connect(servers.front().uri());

      assertThat(redeem(before, key)).isInstanceOf(Redeemed.class);
      assertThat(redeem(after, key)).isEqualTo(STALE);
    }
  }

  @Test
  void demotionAndPromotionInPlaceEndTheTicketsFromBefore() {
    try (RedisServer server = RedisServer.start()) {
      Redis redis = instances.connect(server.uri());
      TicketKey key = issue(redis);

      server.cli("REPLICAOF", "127.0.0.1", "1");
      server.cli("REPLICAOF", "NO", "ONE");
      reconnect(redis);

      assertThat(redeem(redis, key)).isEqualTo(STALE);
    }
  }

  @Test
  void restartFromASnapshotAdmitsNobodyTwice() {
    try (RedisServer server = RedisServer.start();
        FaultProxy proxy = FaultProxy.to(server.port())) {
      Redis redis = instances.connect(proxy.uri());
      TicketKey key = issue(redis);
      server.snapshot();
      assertThat(redeem(redis, key)).isInstanceOf(Redeemed.class);

      server.restart();
      reconnect(redis);

      assertThat(server.cli("EXISTS", RedisKeys.ticket(key))).isEqualTo(1L);
      assertThat(redeem(redis, key)).isEqualTo(STALE);
    }
  }

  @Test
  void failoverThatLostAnIssueRefusesItsTicket() {
    try (RedisReplicas servers = RedisReplicas.start()) {
      Redis redis = instances.connect(servers.front().uri());
      servers.holdReplication();
      TicketKey key = issue(redis);

      servers.failOver();
      reconnect(redis);

      assertThat(redeem(redis, key)).isEqualTo(new NotRedeemable(Reason.UNKNOWN));
    }
  }

  private static void reconnect(Redis redis) {
    Instances.awaitLoss(redis);
    Instances.awaitReadyUnderTraffic(redis);
  }

  private static TicketKey issue(Redis redis) {
    TicketKey key = Instances.key();
    assertThat(Instances.join(redis.tickets().issue(key, Instances.grant("s"), Instances.TTL)))
        .isEqualTo(new IssueOutcome.Issued());
    return key;
  }

  private static RedeemOutcome redeem(Redis redis, TicketKey key) {
    return Instances.join(redis.tickets().redeem(key));
  }
}
