package io.admitone.redis;

import io.admitone.domain.ticket.IssueOutcome;
import io.admitone.domain.ticket.RedeemOutcome;
import io.admitone.domain.ticket.RedeemOutcome.NotRedeemable;
import io.admitone.domain.ticket.RedeemOutcome.Redeemed;
import io.admitone.domain.ticket.TicketKey;
import io.admitone.domain.ticket.TicketStore;
import io.admitone.redis.rig.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Clients that get tickets and spend them, one after another, whatever becomes of the store, and
 * note every answer that is wrong: a good ticket refused, a ticket admitted twice, an answer that
 * comes late.
 */
final class Traffic implements AutoCloseable {
  private static final int CLIENTS = 4;
  private static final Duration PAUSE = Duration.ofMillis(2);

  /** What the machine may be busy with besides. */
  private static final Duration SLACK = Duration.ofSeconds(1);

  private final Redis redis;
  private final TicketStore store;
  private final List<Thread> clients = new ArrayList<>();
  private final List<String> wrong = new CopyOnWriteArrayList<>();
  private final AtomicInteger admitted = new AtomicInteger();
  private final AtomicInteger refused = new AtomicInteger();
  private final Queue<Long> nanosWhileDown = new ConcurrentLinkedQueue<>();
  private volatile boolean stop;

  private Traffic(Redis redis) {
    this.redis = redis;
    this.store = redis.tickets();
  }

  /** Begins, and returns when the first tickets have been spent. */
  static Traffic on(Redis redis) {
    Traffic traffic = new Traffic(redis);
    for (int i = 0; i < CLIENTS; i++) {
      Thread client = new Thread(traffic::run, "client-" + i);
      traffic.clients.add(client);
      client.start();
    }
    traffic.awaitAdmissions();
    return traffic;
  }

  /** Returns when each client may have spent a ticket that was issued after this call. */
  Duration awaitAdmissions() {
    int before = admitted.get();
    return Await.until(
        Duration.ofSeconds(20), "admitting", () -> admitted.get() > before + CLIENTS);
  }

  List<String> wrongAnswers() {
    return List.copyOf(wrong);
  }

  int admitted() {
    return admitted.get();
  }

  /** Calls that were answered as unavailable or in doubt. */
  int refused() {
    return refused.get();
  }

  /** Within what time 99 of 100 calls were answered while the store was known to be away. */
  Duration p99WhileDown() {
    List<Long> sorted = nanosWhileDown.stream().sorted().toList();
    return Duration.ofNanos(sorted.isEmpty() ? 0 : sorted.get(sorted.size() * 99 / 100));
  }

  private void run() {
    while (!stop) {
      spendOne();
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  private void spendOne() {
    TicketKey key = Instances.key();
    IssueOutcome issued =
        timed(() -> Instances.join(store.issue(key, Instances.grant("s"), Instances.TTL)));
    if (issued instanceof IssueOutcome.Collision) {
      wrong.add("a new ticket collided");
    } else if (!(issued instanceof IssueOutcome.Issued)) {
      refused.incrementAndGet();
    } else {
      present(key);
    }
  }

  private void present(TicketKey key) {
    RedeemOutcome first = timed(() -> Instances.join(store.redeem(key)));
    RedeemOutcome second = timed(() -> Instances.join(store.redeem(key)));
    if (first instanceof Redeemed) {
      admitted.incrementAndGet();
    } else if (first instanceof NotRedeemable no) {
      wrong.add("a good ticket was refused: " + no.reason());
    } else {
      refused.incrementAndGet();
    }
    // A first presentation that was unavailable or in doubt may have left the ticket where it was.
    boolean wasSpent = first instanceof Redeemed || first instanceof NotRedeemable;
    if (wasSpent && second instanceof Redeemed) {
      wrong.add("a ticket was admitted twice");
    }
  }

  private <T> T timed(Supplier<T> call) {
    boolean down = !redis.readiness().current().isReady();
    long start = System.nanoTime();
    T outcome = call.get();
    long nanos = System.nanoTime() - start;
    if (down && !redis.readiness().current().isReady()) {
      nanosWhileDown.add(nanos);
    }
    if (nanos > store.capabilities().completionBound().plus(SLACK).toNanos()) {
      wrong.add("an answer took " + nanos / 1_000_000 + " ms");
    }
    return outcome;
  }

  @Override
  public void close() {
    stop = true;
    for (Thread client : clients) {
      try {
        client.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
