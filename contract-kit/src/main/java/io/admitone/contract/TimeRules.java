package io.admitone.contract;

import static io.admitone.contract.TicketRule.LIFE;

import io.admitone.domain.ticket.Grant;
import io.admitone.domain.ticket.IssueOutcome;
import io.admitone.domain.ticket.RedeemOutcome;
import io.admitone.domain.ticket.TicketKey;
import io.admitone.domain.ticket.TicketStore;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Rule 6: the store's clock, and nothing else, ends a ticket. */
interface TimeRules {
  /** How often a case may start again because a busy machine let a ticket's whole life go by. */
  int STARTS = 5;

  Bench bench();

  @Test
  default void redeemsATicketThroughoutItsLife() {
    Duration life = bench().shortLife();
    for (int percent : new int[] {0, 50, 80}) {
      livesOn("a ticket after " + percent + " % of its life", life, percent);
    }
    if (bench().time().isMoved()) {
      // Neither a unit nor a rounding hides behind a round number of seconds.
      livesOn("a ticket of 1.5 s after 98 % of its life", Duration.ofMillis(1_500), 98);
    }
  }

  private void livesOn(String what, Duration life, int percent) {
    for (int start = 0; start < STARTS; start++) {
      long startedAt = System.nanoTime();
      TicketKey key = bench().outstanding(Samples.grant(), life);
      bench().time().pass(life.multipliedBy(percent).dividedBy(100));
      RedeemOutcome outcome = bench().store().redeem(key).outcome();
      if (outcome instanceof RedeemOutcome.Redeemed) {
        return;
      }
      if (tellsTheTruthAfter(startedAt, life)) {
        throw LIFE.broken(
            "%s (%d ms) was answered with %s.".formatted(what, life.toMillis(), outcome));
      }
    }
    NotVerified.because("this machine is too busy to see a ticket of " + life + " alive");
  }

  private boolean tellsTheTruthAfter(long startedAt, Duration life) {
    return bench().time().isMoved() || System.nanoTime() - startedAt < life.toNanos();
  }

  @Test
  default void redeemsNoTicketAfterItsLife() {
    Duration life = bench().shortLife();
    TicketKey key = bench().outstanding(Samples.grant(), life);

    bench().time().pass(afterThe(life));

    bench().mustRefuse(key, LIFE, "a ticket whose ttl of " + life + " had passed");
  }

  private Duration afterThe(Duration life) {
    return life.plus(bench().capabilities().timeGranularity());
  }

  @Test
  default void keepsTheLongestTicketToItsEnd() {
    NotVerified.unless(
        bench().time().isMoved(), "the fixture cannot move time, and minutes are too long to wait");
    TicketKey redeemed = bench().outstanding(Samples.grant(), TicketStore.MAX_TTL);
    TicketKey late = bench().outstanding(Samples.grant(), TicketStore.MAX_TTL);

    bench().time().pass(TicketStore.MAX_TTL.minusSeconds(1));
    bench().mustAdmit(redeemed, "a ticket with the longest ttl, one second before its end,");

    bench().time().pass(afterThe(Duration.ofSeconds(1)));
    bench().mustRefuse(late, LIFE, "a ticket with the longest ttl after its end");
  }

  @Test
  default void acceptsTheShortestTtl() {
    IssueOutcome outcome =
        bench().store().issue(Samples.key(), Samples.grant(), Duration.ofNanos(1)).outcome();

    LIFE.require(
        outcome instanceof IssueOutcome.Issued,
        "a ttl of one nanosecond is positive, and its issue ended as " + outcome + ".");
  }

  @Test
  default void letsNoFailedIssueLengthenALife() {
    Duration life = bench().shortLife();
    TicketKey key = issuedTwiceWithin(life);

    bench().time().pass(afterThe(life.multipliedBy(5).dividedBy(10)));

    bench().mustRefuse(key, LIFE, "a ticket whose ttl had passed, its key issued again meanwhile,");
  }

  /** The second issue must come while the first ticket lives; after that its key is free. */
  private TicketKey issuedTwiceWithin(Duration life) {
    for (int start = 0; start < STARTS; start++) {
      long startedAt = System.nanoTime();
      TicketKey key = bench().outstanding(Samples.grant(), life);
      bench().time().pass(life.multipliedBy(6).dividedBy(10));
      bench().store().issue(key, Samples.grant(), Bench.LONG).outcome();
      if (tellsTheTruthAfter(startedAt, life)) {
        return key;
      }
    }
    NotVerified.because(
        "this machine is too busy to issue again while a ticket of " + life + " lives");
    return Samples.key();
  }

  @Test
  default void letsNoFailedIssueShortenALife() {
    Duration life = bench().shortLife();
    TicketKey key = bench().outstanding(Samples.grant(), Bench.LONG);

    bench().store().issue(key, Samples.grant(), life).outcome();
    bench().time().pass(afterThe(life));

    bench().mustAdmit(key, "a ticket within its ttl, its key issued again with a shorter one,");
  }

  @Test
  default void looksAtItsOwnClockAndNotAtTheDatesOfTheGrant() {
    Duration life = bench().shortLife();
    Instant now = Instant.now();
    TicketKey dated = bench().outstanding(between(Instant.EPOCH, Instant.EPOCH), Bench.LONG);
    TicketKey ahead = bench().outstanding(between(now, now.plus(Duration.ofDays(1_000))), life);

    bench().mustAdmit(dated, "a ticket within its ttl, whose issuer's clock was decades behind,");
    bench().time().pass(afterThe(life));
    bench().mustRefuse(ahead, LIFE, "a ticket after its ttl, whose issuer's clock was ahead,");
  }

  private static Grant between(Instant createdAt, Instant expiresAt) {
    Grant usual = Samples.grant();
    return new Grant(usual.identity(), usual.bindings(), createdAt, expiresAt, usual.traceId());
  }

  @Test
  default void freesTheMemoryOfExpiredTickets() {
    long before = bench().counted(bench().backstage().records(), "records");
    Duration life = bench().shortLife();
    IntStream.range(0, 50).forEach(i -> bench().outstanding(Samples.grant(), life));

    bench().time().pass(afterThe(life));

    boolean freed =
        Poll.until(Poll.CLEANING_UP, () -> bench().backstage().records().getAsLong() <= before);
    LIFE.require(
        freed,
        "%d s after 50 tickets had expired, %d records were still kept."
            .formatted(
                Poll.CLEANING_UP.toSeconds(), bench().backstage().records().getAsLong() - before));
  }
}
