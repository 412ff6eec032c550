package io.admitone.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.admitone.domain.ticket.IssueOutcome;
import io.admitone.domain.ticket.RedeemOutcome;
import io.admitone.domain.ticket.RedeemOutcome.Indeterminate;
import io.admitone.domain.ticket.RedeemOutcome.NotRedeemable;
import io.admitone.domain.ticket.RedeemOutcome.Reason;
import io.admitone.domain.ticket.RedeemOutcome.Redeemed;
import io.admitone.domain.ticket.TicketKey;
import io.admitone.redis.rig.Await;
import io.admitone.redis.rig.CommandLog;
import io.admitone.redis.rig.Direction;
import io.admitone.redis.rig.Fate;
import io.admitone.redis.rig.FaultProxy;
import io.admitone.redis.rig.RedisServer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A command whose answer does not come: in doubt, and sent once, whatever happens afterwards. */
final class LostAnswersIT {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private RedisServer server;
  private FaultProxy proxy;
  private CommandLog log;
  private Instances instances;
  private Redis redis;

  @BeforeEach
  void start() {
    server = RedisServer.start();
    proxy = FaultProxy.to(server.port());
    log = server.monitor();
    instances = new Instances();
    redis = instances.connect(proxy.uri());
  }

  @AfterEach
  void stop() {
    instances.close();
    log.close();
    proxy.close();
    server.close();
  }

  @ParameterizedTest
  @EnumSource(names = {"ANSWER_IS_LOST", "ANSWER_IS_LOST_IN_ORDER", "ANSWER_STAYS_OUT"})
  void redemptionWhoseAnswerIsLostIsInDoubtAndSentOnce(Fate fate) {
    TicketKey key = issue();
    proxy.onNext("GETDEL", RedisKeys.ticket(key), fate);

    RedeemOutcome outcome = Instances.join(redis.tickets().redeem(key));
    recover();

    assertThat(outcome).isInstanceOf(Indeterminate.class);
    assertThat(log.count("GETDEL", RedisKeys.ticket(key))).isOne();
    assertThat(Instances.join(redis.tickets().redeem(key)))
        .isEqualTo(new NotRedeemable(Reason.UNKNOWN));
  }

  @ParameterizedTest
  @EnumSource(names = {"NEVER_ARRIVES", "ARRIVES_IN_PART"})
  void redemptionThatDidNotArriveIsInDoubtAndLeavesTheTicket(Fate fate) {
    TicketKey key = issue();
    proxy.onNext("GETDEL", RedisKeys.ticket(key), fate);

    RedeemOutcome outcome = Instances.join(redis.tickets().redeem(key));
    recover();

    assertThat(outcome).isInstanceOf(Indeterminate.class);
    assertThat(log.count("GETDEL", RedisKeys.ticket(key))).isZero();
    assertThat(Instances.join(redis.tickets().redeem(key))).isInstanceOf(Redeemed.class);
  }

  @Test
  void issueWhoseAnswerIsLostIsInDoubtAndSentOnce() {
    TicketKey key = Instances.key();
    proxy.onNext("SET", RedisKeys.ticket(key), Fate.ANSWER_IS_LOST);

    IssueOutcome outcome = Instances.join(offer(key));
    recover();

    assertThat(outcome).isInstanceOf(IssueOutcome.Indeterminate.class);
    assertThat(log.count("SET", RedisKeys.ticket(key))).isOne();
  }

  @Test
  void answerThatComesLateAdmitsNobody() {
    TicketKey key = issue();
    proxy.freeze(Direction.TO_CLIENT);
    RedeemOutcome outcome = Instances.join(redis.tickets().redeem(key));

    proxy.pass();
    recover();

    assertThat(outcome).isInstanceOf(Indeterminate.class);
    assertThat(log.count("GETDEL", RedisKeys.ticket(key))).isOne();
    assertThat(Instances.join(redis.tickets().redeem(key)))
        .isEqualTo(new NotRedeemable(Reason.UNKNOWN));
  }

  @Test
  void answerOfAServerThatStoodStillAdmitsNobody() {
    TicketKey key = issue();
    server.freeze();
    RedeemOutcome outcome = Instances.join(redis.tickets().redeem(key));

    server.thaw();
    recover();

    assertThat(outcome).isInstanceOf(Indeterminate.class);
    assertThat(Instances.join(redis.tickets().redeem(key)))
        .isEqualTo(new NotRedeemable(Reason.UNKNOWN));
  }

  @Test
  void answerThatComesByteByByteIsUnderstood() {
    TicketKey key = issue();
    proxy.trickle(Direction.TO_CLIENT, Duration.ofNanos(100_000));

    assertThat(Instances.join(redis.tickets().redeem(key))).isInstanceOf(Redeemed.class);
  }

  @Test
  void answerThatIsCutInTheMiddleIsInDoubt() {
    TicketKey key = issue();
    CompletionStage<RedeemOutcome> redemption = redeemWithAnswersHeld(key);

    proxy.cut();

    assertThat(Instances.join(redemption)).isInstanceOf(Indeterminate.class);
    proxy.pass();
    recover();
    assertThat(log.count("GETDEL", RedisKeys.ticket(key))).isOne();
  }

  @Test
  void everyCallEndsInTimeInTheDeepestOutage() {
    proxy.freeze();
    long start = System.nanoTime();
    CompletableFuture<?>[] calls = new CompletableFuture<?>[10_000];
    for (int i = 0; i < calls.length; i++) {
      calls[i] = redis.tickets().redeem(Instances.key()).toCompletableFuture();
    }
    Duration asked = Duration.ofNanos(System.nanoTime() - start);

    Instances.join(CompletableFuture.allOf(calls));

    assertThat(asked).isLessThan(LIMIT);
    assertThat(proxy.commands("GETDEL")).isLessThan(calls.length);
  }

  private CompletionStage<RedeemOutcome> redeemWithAnswersHeld(TicketKey key) {
    proxy.freeze(Direction.TO_CLIENT);
    CompletionStage<RedeemOutcome> redemption = redis.tickets().redeem(key);
    Await.until(LIMIT, "spent", () -> server.cli("EXISTS", RedisKeys.ticket(key)).equals(0L));
    return redemption;
  }

  private TicketKey issue() {
    TicketKey key = Instances.key();
    assertThat(Instances.join(offer(key))).isEqualTo(new IssueOutcome.Issued());
    return key;
  }

  private CompletionStage<IssueOutcome> offer(TicketKey key) {
    return redis.tickets().issue(key, Instances.grant("s"), Instances.TTL);
  }

  /** Returns when the store serves again; a connection that is mute is noticed as silent first. */
  private void recover() {
    Await.until(
        LIMIT,
        "serving again",
        () -> {
          redis.readiness().demand();
          return Instances.join(offer(Instances.key())) instanceof IssueOutcome.Issued;
        });
  }
}
