package io.admitone.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.admitone.domain.identity.SessionId;
import io.admitone.domain.ticket.IssueOutcome;
import io.admitone.domain.ticket.RedeemOutcome;
import io.admitone.domain.ticket.RevokeOutcome;
import io.admitone.domain.ticket.TicketKey;
import io.admitone.domain.ticket.TicketStore;
import io.admitone.redis.rig.Await;
import io.admitone.redis.rig.Fate;
import io.admitone.redis.rig.FaultProxy;
import io.admitone.redis.rig.RedisReplicas;
import io.admitone.redis.rig.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Two processes and many clients, all kinds of trouble one after another, and in the middle a
 * failover with writes that the replica never heard of. What came of each call is recorded, and the
 * record is judged.
 */
@Tag("long")
final class FaultyHistoriesIT {
  private static final int CLIENTS = 6;
  private static final int SESSIONS = 8;
  private static final int RECENT = 40;
  private static final int PROGRESS = 5;
  private static final Duration PAUSE = Duration.ofMillis(2);
  private static final Duration MOMENT = Duration.ofMillis(300);
  private static final Duration LIMIT = Duration.ofSeconds(15);

  private final long seed = Long.getLong("admitone.histories.seed", System.nanoTime());
  private final RedisReplicas servers = RedisReplicas.start();
  private final FaultProxy network = servers.front();
  private final Instances instances = new Instances();
  private final Deeds deeds = new Deeds();
  private final List<Held> recent = new ArrayList<>();
  private final List<Thread> clients = new ArrayList<>();
  private volatile boolean done;
  private volatile Throwable failure;

  private record Held(TicketKey key, SessionId session) {}

  @AfterEach
  void close() {
    done = true;
    clients.forEach(FaultyHistoriesIT::join);
    instances.close();
    servers.close();
  }

  @Test
  void everyPromiseHoldsThroughEveryFault() {
    List<Redis> processes = List.of(process(), process());
    for (int i = 0; i < CLIENTS; i++) {
      start(new Random(seed + i), processes.get(i % processes.size()).tickets());
    }
    awaitProgress();

    trouble(servers.primary());
    servers.holdReplication();
    outlast(MOMENT);
    servers.failOver();
    awaitProgress();
    trouble(servers.replica());

    done = true;
    clients.forEach(FaultyHistoriesIT::join);
    System.out.printf(
        "%d issued, %d admitted, %d revoked, %d in doubt; seed %d%n",
        deeds.count(IssueOutcome.Issued.class),
        deeds.count(RedeemOutcome.Redeemed.class),
        deeds.count(RevokeOutcome.Revoked.class),
        deeds.count(RedeemOutcome.Indeterminate.class),
        seed);
    assertThat(failure).isNull();
    assertThat(deeds.brokenPromises()).as("seed " + seed).isEmpty();
    assertThat(deeds.count(RevokeOutcome.Revoked.class)).isPositive();
    assertThat(deeds.count(RedeemOutcome.Indeterminate.class)).isPositive();
  }

  /** One that comes back quickly, so that there is more between the faults than waiting. */
  private Redis process() {
    RedisSettings usual = RedisSettings.of(RedisAddress.parse(network.uri()));
    return instances.connect(usual.retryingAfter(List.of(Duration.ofMillis(50))));
  }

  /** Each kind once, in an order of chance; after each, the clients get on again. */
  private void trouble(RedisServer server) {
    List<Runnable> faults =
        new ArrayList<>(
            List.of(
                network::cut,
                network::hangUp,
                () -> {
                  network.freeze();
                  outlast(MOMENT);
                },
                () -> {
                  server.freeze();
                  outlast(Duration.ofSeconds(1));
                  server.thaw();
                },
                () -> {
                  server.snapshot();
                  outlast(MOMENT);
                  server.restart();
                  // What was promoted would otherwise be a replica again, as its file says.
                  server.cli("REPLICAOF", "NO", "ONE");
                }));
    Arrays.stream(Fate.values()).forEach(fate -> faults.add(() -> spring(fate)));
    Collections.shuffle(faults, new Random(seed));
    faults.forEach(
        fault -> {
          fault.run();
          network.pass();
          awaitProgress();
        });
  }

  private void spring(Fate fate) {
    network
        .onNext("GETDEL", "ws_ticket:", fate)
        .orTimeout(LIMIT.toMillis(), TimeUnit.MILLISECONDS)
        .join();
  }

  private void start(Random random, TicketStore store) {
    Thread client = new Thread(() -> again(random, store), "client-" + clients.size());
    clients.add(client);
    client.start();
  }

  private void again(Random random, TicketStore store) {
    try {
      while (!done) {
        step(random, store);
        LockSupport.parkNanos(PAUSE.toNanos());
      }
    } catch (RuntimeException | Error e) {
      failure = e;
    }
  }

  private void step(Random random, TicketStore store) {
    int roll = random.nextInt(20);
    if (roll < 8) {
      issue(random, store);
    } else if (roll == 8) {
      SessionId session = session(random);
      deeds.record(session, () -> Instances.join(store.revokeSession(session)));
    } else if (roll == 9) {
      Held held = any(random);
      deeds.record(
          Deeds.Kind.REVOKE, held.key, held.session, () -> Instances.join(store.revoke(held.key)));
    } else {
      Held held = any(random);
      deeds.record(
          Deeds.Kind.REDEEM, held.key, held.session, () -> Instances.join(store.redeem(held.key)));
    }
  }

  private void issue(Random random, TicketStore store) {
    Held held = new Held(Instances.key(), session(random));
    keep(held);
    deeds.record(
        Deeds.Kind.ISSUE,
        held.key,
        held.session,
        () ->
            Instances.join(
                store.issue(held.key, Instances.grant(held.session.value()), Instances.TTL)));
  }

  private static SessionId session(Random random) {
    return new SessionId("session-" + random.nextInt(SESSIONS));
  }

  /** Also before its issue has ended: somebody may guess. */
  private void keep(Held held) {
    synchronized (recent) {
      recent.add(held);
      if (recent.size() > RECENT) {
        recent.remove(0);
      }
    }
  }

  private Held any(Random random) {
    synchronized (recent) {
      return recent.isEmpty()
          ? new Held(Instances.key(), session(random))
          : recent.get(random.nextInt(recent.size()));
    }
  }

  private void awaitProgress() {
    long before = deeds.count(RedeemOutcome.Redeemed.class);
    Await.until(
        LIMIT, "getting on", () -> deeds.count(RedeemOutcome.Redeemed.class) >= before + PROGRESS);
  }

  private static void outlast(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    Await.until(time.plusSeconds(5), "over", () -> System.nanoTime() - end > 0);
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
