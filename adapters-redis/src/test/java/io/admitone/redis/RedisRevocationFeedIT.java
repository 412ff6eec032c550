package io.admitone.redis;

import static io.admitone.redis.Instances.LIMIT;
import static io.admitone.redis.Instances.TTL;
import static io.admitone.redis.Instances.grant;
import static io.admitone.redis.Instances.join;
import static io.admitone.redis.Instances.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.admitone.domain.identity.SessionId;
import io.admitone.domain.ticket.RedeemOutcome;
import io.admitone.domain.ticket.RevokeOutcome;
import io.admitone.domain.ticket.TicketKey;
import io.admitone.redis.rig.Await;
import io.admitone.redis.rig.FaultProxy;
import io.admitone.redis.rig.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Revocations between two processes on one server. */
final class RedisRevocationFeedIT {
  private static final Duration PROMISE = Duration.ofSeconds(1);
  private static final SessionId SESSION = new SessionId("sess_日本");

  private final Instances instances = new Instances();
  private final List<SessionId> heardHere = new CopyOnWriteArrayList<>();
  private final List<SessionId> heardThere = new CopyOnWriteArrayList<>();
  private RedisServer server;
  private FaultProxy proxy;
  private Redis here;
  private Redis there;

  @BeforeEach
  void connectTwo() {
    server = RedisServer.start();
    proxy = FaultProxy.to(server.port());
    here = instances.connect(server.uri());
    there = instances.connect(proxy.uri());
    here.revocations().subscribe(heardHere::add);
    there.revocations().subscribe(heardThere::add);
  }

  @AfterEach
  void close() {
    instances.close();
    proxy.close();
    server.close();
  }

  @Test
  void tellsOthersOfARevocationAndNotTheOneWhoAsked() {
    revoke(SESSION);

    Duration took = Await.until(LIMIT, "heard", () -> heardThere.contains(SESSION));

    assertThat(took).isLessThan(PROMISE);
    revoke(new SessionId("another"));
    Await.until(LIMIT, "heard", () -> heardThere.size() == 2);
    assertThat(heardHere).isEmpty();
  }

  @Test
  void endsTheTicketsOfASessionForAll() {
    TicketKey ofSession = issue(SESSION.value());
    TicketKey ofAnother = issue("another");

    RevokeOutcome outcome = revoke(SESSION);

    assertThat(outcome).isInstanceOf(RevokeOutcome.Revoked.class);
    assertThat(join(there.tickets().redeem(ofSession)))
        .isInstanceOf(RedeemOutcome.NotRedeemable.class);
    assertThat(join(there.tickets().redeem(ofAnother))).isInstanceOf(RedeemOutcome.Redeemed.class);
  }

  @Test
  void tellsOnceWhatWasMissedWhileCutOff() {
    revoke(new SessionId("before"));
    Await.until(LIMIT, "heard", () -> heardThere.size() == 1);
    proxy.goDown();
    Instances.awaitLoss(there);

    revoke(SESSION);
    proxy.pass();
    Instances.awaitReadyUnderTraffic(there);

    Duration took = Await.until(LIMIT, "heard", () -> heardThere.contains(SESSION));
    assertThat(took).isLessThan(PROMISE);
    revoke(new SessionId("after"));
    Await.until(LIMIT, "heard", () -> heardThere.contains(new SessionId("after")));
    assertThat(heardThere).hasSize(3).doesNotHaveDuplicates();
  }

  @Test
  void tellsANewcomerNothingOfThePast() {
    revoke(SESSION);
    Await.until(LIMIT, "heard", () -> heardThere.contains(SESSION));
    List<SessionId> heardByNewcomer = new CopyOnWriteArrayList<>();

    Redis newcomer = instances.make(server.uri());
    newcomer.revocations().subscribe(heardByNewcomer::add);
    newcomer.start();
    Instances.awaitReady(newcomer);
    revoke(new SessionId("later"));

    Await.until(LIMIT, "heard", () -> !heardByNewcomer.isEmpty());
    assertThat(heardByNewcomer).containsExactly(new SessionId("later"));
  }

  @Test
  void goesOnWhenAListenerThrows() {
    there
        .revocations()
        .subscribe(
            session -> {
              throw new IllegalStateException("a broken listener");
            });

    revoke(SESSION);
    revoke(new SessionId("next"));

    Await.until(LIMIT, "heard", () -> heardThere.size() == 2);
    assertThat(instances.events(LinkEvent.ListenerFailed.class)).hasSize(2);
  }

  @Test
  void tellsNothingToWhoHasLeft() {
    List<SessionId> heard = new CopyOnWriteArrayList<>();
    var subscription = there.revocations().subscribe(heard::add);
    subscription.cancel();

    revoke(SESSION);

    Await.until(LIMIT, "heard", () -> heardThere.contains(SESSION));
    assertThat(heard).isEmpty();
  }

  private RevokeOutcome revoke(SessionId session) {
    return join(here.tickets().revokeSession(session));
  }

  private TicketKey issue(String session) {
    TicketKey key = key();
    join(here.tickets().issue(key, grant(session), TTL));
    return key;
  }
}
