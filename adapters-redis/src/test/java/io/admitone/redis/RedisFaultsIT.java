package io.admitone.redis;

import static io.admitone.redis.Instances.TTL;
import static io.admitone.redis.Instances.awaitLoss;
import static io.admitone.redis.Instances.awaitReadyUnderTraffic;
import static io.admitone.redis.Instances.grant;
import static io.admitone.redis.Instances.join;
import static io.admitone.redis.Instances.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.admitone.domain.ticket.IssueOutcome;
import io.admitone.domain.ticket.RedeemOutcome;
import io.admitone.domain.ticket.RedeemOutcome.NotRedeemable;
import io.admitone.domain.ticket.RedeemOutcome.Reason;
import io.admitone.domain.ticket.TicketKey;
import io.admitone.redis.rig.Await;
import io.admitone.redis.rig.CommandLog;
import io.admitone.redis.rig.Fate;
import io.admitone.redis.rig.FaultProxy;
import io.admitone.redis.rig.RedisReplicas;
import io.admitone.redis.rig.RedisServer;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of readiness and of tickets while a real server is in trouble. */
final class RedisFaultsIT {
  /** What is promised, and something for a machine that is busy with other things. */
  private static final Duration CLOSED_LIMIT = Duration.ofSeconds(1);

  private static final Duration FROZEN_LIMIT = Duration.ofSeconds(3);
  private static final Duration RETURN_LIMIT = Duration.ofMillis(1500);
  private static final Duration ANSWER_LIMIT = Duration.ofMillis(900);

  private final Instances instances = new Instances();
  private RedisServer server;
  private Redis redis;

  @BeforeEach
  void connect() {
    server = RedisServer.start();
    redis = instances.connect(server.uri());
  }

  @AfterEach
  void close() {
    instances.close();
    server.close();
  }

  @Test
  void noticesAKilledServerAndItsReturn() {
    server.kill();

    assertThat(awaitLoss(redis)).isLessThan(CLOSED_LIMIT);
    assertThat(issue(key())).isInstanceOf(IssueOutcome.Unavailable.class);

    server.restart();
    assertThat(awaitReadyUnderTraffic(redis)).isLessThan(RETURN_LIMIT);
    assertThat(issue(key())).isInstanceOf(IssueOutcome.Issued.class);
  }

  @Test
  void noticesAFrozenServerAndItsReturn() {
    server.freeze();

    assertThat(awaitLoss(redis)).isLessThan(FROZEN_LIMIT);

    server.thaw();
    assertThat(awaitReadyUnderTraffic(redis)).isLessThan(RETURN_LIMIT);
  }

  @Test
  void answersInTimeWhileTheServerIsFrozenAndNotYetKnownToBe() {
    TicketKey outstanding = issued();
    server.freeze();

    long before = System.nanoTime();
    RedeemOutcome outcome = redeem(outstanding);

    assertThat(Duration.ofNanos(System.nanoTime() - before))
        .isLessThan(ANSWER_LIMIT.plusMillis(400));
    assertThat(outcome).isInstanceOf(RedeemOutcome.Indeterminate.class);
    server.thaw();
  }

  @Test
  void noticesAServerThatBecomesAReplica() {
    server.cli("REPLICAOF", "127.0.0.1", "1");

    assertThat(awaitLoss(redis)).isLessThan(CLOSED_LIMIT.plusMillis(500));
    assertThat(redis.readiness().current().lastError()).isPresent();

    server.cli("REPLICAOF", "NO", "ONE");
    assertThat(awaitReadyUnderTraffic(redis)).isLessThan(RETURN_LIMIT);
  }

  @Test
  void noticesAServerWithoutMemory() {
    server.cli("CONFIG", "SET", "maxmemory", "1");

    RedeemOutcome outcome = redeem(key());
    awaitLoss(redis);

    assertThat(outcome).isNotInstanceOf(RedeemOutcome.Redeemed.class);
    Instances.awaitError(redis, "out of memory");
    server.cli("CONFIG", "SET", "maxmemory", "0");
    assertThat(awaitReadyUnderTraffic(redis)).isLessThan(RETURN_LIMIT);
  }

  @Test
  void noticesAPermissionThatIsTakenAway() {
    server.cli("ACL", "SETUSER", "default", "-getdel");

    awaitLoss(redis);

    Instances.awaitError(redis, "permission");
    server.cli("ACL", "SETUSER", "default", "+@all");
    assertThat(awaitReadyUnderTraffic(redis)).isLessThan(RETURN_LIMIT);
  }

  @Test
  void noticesAPasswordThatIsChanged() {
    server.cli("ACL", "SETUSER", "default", "resetpass", ">another");
    server.cli("CLIENT", "KILL", "TYPE", "normal");

    awaitLoss(redis);
    Instances.awaitError(redis, "password");

    server.cli("ACL", "SETUSER", "default", "nopass");
    assertThat(awaitReadyUnderTraffic(redis)).isLessThan(RETURN_LIMIT);
  }

  @Test
  void admitsNobodyTwiceWhenASnapshotBringsATicketBack() {
    TicketKey ticket = issued();
    server.snapshot();
    assertThat(redeem(ticket)).isInstanceOf(RedeemOutcome.Redeemed.class);

    server.restart();
    awaitReadyUnderTraffic(redis);

    assertThat(server.cli("EXISTS", RedisKeys.ticket(ticket))).isEqualTo(1L);
    assertThat(redeem(ticket)).isEqualTo(new NotRedeemable(Reason.STALE));
  }

  @Test
  void admitsNobodyTwiceWhenAReplicaThatLaggedTakesOver() {
    try (RedisReplicas replicas = RedisReplicas.start()) {
      Redis behindFront = instances.connect(replicas.front().uri());
      TicketKey ticket = key();
      join(behindFront.tickets().issue(ticket, grant("s"), TTL));
      replicas.awaitInStep();
      replicas.holdReplication();
      assertThat(join(behindFront.tickets().redeem(ticket)))
          .isInstanceOf(RedeemOutcome.Redeemed.class);

      replicas.failOver();
      awaitReadyUnderTraffic(behindFront);

      assertThat(replicas.replica().cli("EXISTS", RedisKeys.ticket(ticket))).isEqualTo(1L);
      assertThat(join(behindFront.tickets().redeem(ticket)))
          .isEqualTo(new NotRedeemable(Reason.STALE));
    }
  }

  @Test
  void sendsARedemptionOnceWhoseAnswerIsLost() {
    try (FaultProxy proxy = FaultProxy.to(server.port());
        CommandLog log = server.monitor()) {
      Redis behindProxy = instances.connect(proxy.uri());
      TicketKey ticket = key();
      join(behindProxy.tickets().issue(ticket, grant("s"), TTL));
      proxy.onNext("GETDEL", Fate.ANSWER_IS_LOST);

      RedeemOutcome outcome = join(behindProxy.tickets().redeem(ticket));
      // The answer is given up before the loss of the connection has gone its way.
      Await.until(
          Instances.LIMIT,
          "noticed",
          () -> !instances.events(LinkEvent.Disconnected.class).isEmpty());
      awaitReadyUnderTraffic(behindProxy);

      assertThat(outcome).isInstanceOf(RedeemOutcome.Indeterminate.class);
      assertThat(log.count("GETDEL", RedisKeys.ticket(ticket))).isEqualTo(1);
      assertThat(join(behindProxy.tickets().redeem(ticket)))
          .isEqualTo(new NotRedeemable(Reason.UNKNOWN));
    }
  }

  @Test
  void throwsAwayAnAnswerThatComesTooLate() {
    TicketKey ticket = issued();
    server.freeze();
    RedeemOutcome first = redeem(ticket);

    server.thaw();
    awaitReadyUnderTraffic(redis);

    assertThat(first).isInstanceOf(RedeemOutcome.Indeterminate.class);
    assertThat(redeem(ticket)).isEqualTo(new NotRedeemable(Reason.UNKNOWN));
  }

  @Test
  void noticesAMasterThatWasDemotedAndPromotedAgainInPlace() {
    TicketKey ticket = issued();

    server.cli("REPLICAOF", "127.0.0.1", "1");
    server.cli("REPLICAOF", "NO", "ONE");
    awaitLoss(redis);
    awaitReadyUnderTraffic(redis);

    assertThat(redeem(ticket)).isEqualTo(new NotRedeemable(Reason.STALE));
  }

  @Test
  void leaksNoConnectionsOverManyLosses() {
    long before = Thread.getAllStackTraces().size();
    for (int i = 0; i < 20; i++) {
      int connectionsLost = instances.events(LinkEvent.Disconnected.class).size();
      server.cli("CLIENT", "KILL", "TYPE", "normal");
      Await.until(
          Instances.LIMIT,
          "noticed",
          () -> instances.events(LinkEvent.Disconnected.class).size() > connectionsLost);
      awaitReadyUnderTraffic(redis);
    }

    Await.until(Instances.LIMIT, "down to two connections", () -> server.connectedClients() <= 2);
    assertThat(Thread.getAllStackTraces().size()).isLessThan((int) before + 5);
  }

  private TicketKey issued() {
    TicketKey key = key();
    assertThat(issue(key)).isInstanceOf(IssueOutcome.Issued.class);
    return key;
  }

  private IssueOutcome issue(TicketKey key) {
    return join(redis.tickets().issue(key, grant("session"), TTL));
  }

  private RedeemOutcome redeem(TicketKey key) {
    return join(redis.tickets().redeem(key));
  }
}
