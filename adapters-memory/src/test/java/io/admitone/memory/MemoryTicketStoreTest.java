package io.admitone.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.admitone.domain.identity.Identity;
import io.admitone.domain.identity.SessionId;
import io.admitone.domain.identity.UserId;
import io.admitone.domain.ticket.Bindings;
import io.admitone.domain.ticket.Grant;
import io.admitone.domain.ticket.IssueOutcome;
import io.admitone.domain.ticket.RedeemOutcome;
import io.admitone.domain.ticket.RedeemOutcome.Reason;
import io.admitone.domain.ticket.Ticket;
import io.admitone.domain.ticket.TicketKey;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

final class MemoryTicketStoreTest {
  private static final Duration TTL = Duration.ofSeconds(60);
  private static final long MIB = 1024 * 1024;

  private final AtomicLong nanos = new AtomicLong();
  private final AtomicInteger keys = new AtomicInteger();
  private MemoryTicketStore store = new MemoryTicketStore(10, nanos::get);

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  @Tag("long")
  void returnsToItsBaselineAfterAMillionExpiredTickets() {
    store = new MemoryTicketStore(1_000_000, nanos::get);
    long before = usedHeapMib();

    IntStream.range(0, 1_000_000).forEach(i -> issue(key(), "session-" + i));
    long full = usedHeapMib() - before;
    pass(TTL);

    await(() -> store.outstanding() == 0);
    await(() -> usedHeapMib() - before < full / 10);
    assertThat(full).isGreaterThan(100);
  }

  @Test
  @Tag("long")
  void forgetsAMillionRevokedSessionsOnceTheirTicketsCannotLive() {
    long before = usedHeapMib();

    IntStream.range(0, 1_000_000).forEach(i -> store.revokeSession(new SessionId("s" + i)));
    long full = usedHeapMib() - before;
    pass(MemoryTicketStore.MAX_TTL.multipliedBy(2));

    await(() -> usedHeapMib() - before < full / 4);
    assertThat(full).isGreaterThan(40);
  }

  @Test
  void storesExactlyAsManyTicketsAsItMayUnderConcurrency() {
    store = new MemoryTicketStore(1_000, nanos::get);
    CyclicBarrier start = new CyclicBarrier(4);

    List<CompletableFuture<Long>> stored =
        Stream.generate(() -> CompletableFuture.supplyAsync(() -> issueHalfOf(1_000, start)))
            .limit(4)
            .toList();

    assertThat(stored.stream().mapToLong(CompletableFuture::join).sum()).isEqualTo(1_000);
    assertThat(store.outstanding()).isEqualTo(1_000);
  }

  private long issueHalfOf(int max, CyclicBarrier start) {
    try {
      start.await();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    return IntStream.range(0, max / 2)
        .filter(i -> issue(key(), "s") instanceof IssueOutcome.Issued)
        .count();
  }

  @Test
  void storesNothingBeyondItsBoundAndSaysSo() {
    IntStream.range(0, 10).forEach(i -> issue(key(), "s"));
    TicketKey late = key();

    IssueOutcome outcome = issue(late, "s");

    assertThat(outcome).isInstanceOf(IssueOutcome.Unavailable.class);
    assertThat(redeem(late)).isEqualTo(new RedeemOutcome.NotRedeemable(Reason.UNKNOWN));
  }

  @Test
  void givesAPlaceBackWithEachTicketThatIsSpentRevokedOrRefused() {
    List<TicketKey> outstanding = Stream.generate(this::key).limit(10).toList();
    outstanding.forEach(key -> issue(key, "s"));
    redeem(outstanding.get(0));
    join(store.revoke(outstanding.get(1)));

    // Three collisions, which must not take or give back any place.
    outstanding.subList(2, 5).forEach(key -> issue(key, "s"));

    assertThat(store.outstanding()).isEqualTo(8);
    assertThat(issue(key(), "s")).isInstanceOf(IssueOutcome.Issued.class);
    assertThat(issue(key(), "s")).isInstanceOf(IssueOutcome.Issued.class);
    assertThat(issue(key(), "s")).isInstanceOf(IssueOutcome.Unavailable.class);
  }

  @Test
  void saysWhyATicketIsNotRedeemable() {
    TicketKey expired = key();
    issue(expired, "a");
    pass(TTL);
    TicketKey revoked = key();
    issue(revoked, "b");
    join(store.revokeSession(new SessionId("b")));

    assertThat(redeem(expired)).isEqualTo(new RedeemOutcome.NotRedeemable(Reason.EXPIRED));
    assertThat(redeem(revoked)).isEqualTo(new RedeemOutcome.NotRedeemable(Reason.REVOKED));
  }

  @Test
  void issuesAKeyAgainWhoseTicketIsDeadButNotSwept() {
    TicketKey expired = key();
    issue(expired, "a");
    pass(TTL);
    TicketKey revoked = key();
    issue(revoked, "b");
    join(store.revokeSession(new SessionId("b")));

    assertThat(issue(expired, "a")).isInstanceOf(IssueOutcome.Issued.class);
    assertThat(issue(revoked, "b")).isInstanceOf(IssueOutcome.Issued.class);
    assertThat(redeem(expired)).isInstanceOf(RedeemOutcome.Redeemed.class);
    assertThat(redeem(revoked)).isInstanceOf(RedeemOutcome.Redeemed.class);
    assertThat(store.outstanding()).isZero();
  }

  @Test
  void keepsTheLifeOfATicketWhenItsClockOverflows() {
    nanos.set(Long.MAX_VALUE - TTL.toNanos() / 2);
    TicketKey alive = key();
    TicketKey expired = key();
    issue(alive, "s");
    issue(expired, "s");

    pass(TTL.minusMillis(1));
    RedeemOutcome before = redeem(alive);
    pass(Duration.ofMillis(1));
    RedeemOutcome after = redeem(expired);

    assertThat(before).isInstanceOf(RedeemOutcome.Redeemed.class);
    assertThat(after).isInstanceOf(RedeemOutcome.NotRedeemable.class);
  }

  @Test
  void endsItsThreadAndForgetsItsTicketsWhenClosed() {
    issue(key(), "s");
    Set<Thread> sweepers = sweepers();

    store.close();

    assertThat(sweepers).isNotEmpty();
    await(() -> sweepers().stream().noneMatch(sweepers::contains));
    assertThat(store.outstanding()).isZero();
  }

  private static Set<Thread> sweepers() {
    return Set.copyOf(
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.getName().equals("admitone-memory-sweeper"))
            .toList());
  }

  private IssueOutcome issue(TicketKey key, String session) {
    Identity identity =
        new Identity(new UserId("u"), new SessionId(session), Set.of("user"), List.of());
    Grant grant = new Grant(identity, Bindings.NONE, Instant.EPOCH, Instant.EPOCH, "trace");
    return join(store.issue(key, grant, TTL));
  }

  private RedeemOutcome redeem(TicketKey key) {
    return join(store.redeem(key));
  }

  private TicketKey key() {
    byte[] secret = new byte[Ticket.SECRET_BYTES];
    ByteBuffer.wrap(secret).putInt(keys.incrementAndGet());
    return Ticket.of(secret).key();
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  private static <T> T join(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }

  private static long usedHeapMib() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return (runtime.totalMemory() - runtime.freeMemory()) / MIB;
  }

  private static void await(BooleanSupplier come) {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!come.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited in vain").isLessThan(deadline);
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }
}
