package io.admitone.contract;

import static io.admitone.contract.TicketRule.MISTAKE;

import io.admitone.domain.ticket.Grant;
import io.admitone.domain.ticket.TicketKey;
import io.admitone.domain.ticket.TicketStore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Rule 11: a caller's mistake is an exception, thrown at once. */
interface MistakeRules {
  List<Duration> ILLEGAL_TTLS =
      List.of(
          Duration.ZERO,
          Duration.ofNanos(-1),
          Duration.ofSeconds(-60),
          TicketStore.MAX_TTL.plusNanos(1),
          Duration.ofDays(365_000));

  Bench bench();

  @Test
  default void refusesAnIllegalTtlAtOnce() {
    TicketStore store = bench().store().store();

    ILLEGAL_TTLS.forEach(
        ttl ->
            requireThrown(
                "a ttl of " + ttl, () -> store.issue(Samples.key(), Samples.grant(), ttl)));
  }

  @Test
  default void refusesNullAtOnce() {
    TicketStore store = bench().store().store();
    TicketKey key = Samples.key();
    Grant grant = Samples.grant();

    requireThrown("issuing under no key", () -> store.issue(null, grant, Bench.LONG));
    requireThrown("issuing no grant", () -> store.issue(key, null, Bench.LONG));
    requireThrown("issuing without a ttl", () -> store.issue(key, grant, null));
    requireThrown("redeeming no key", () -> store.redeem(null));
    requireThrown("revoking no key", () -> store.revoke(null));
    requireThrown("revoking no session", () -> store.revokeSession(null));
  }

  private static void requireThrown(String mistake, Supplier<CompletionStage<?>> call) {
    try {
      call.get();
    } catch (IllegalArgumentException | NullPointerException expected) {
      return;
    } catch (RuntimeException other) {
      throw MISTAKE.broken(mistake + " was answered with the odd exception " + other + ".");
    }
    throw MISTAKE.broken(mistake + " was accepted, or refused only later in the stage.");
  }

  @Test
  default void touchesNothingOnAMistake() {
    TicketKey free = Samples.key();
    TicketKey taken = bench().outstanding();

    ILLEGAL_TTLS.forEach(
        ttl -> {
          tolerated(() -> bench().store().store().issue(free, Samples.grant(), ttl));
          tolerated(() -> bench().store().store().issue(taken, Samples.grant(), ttl));
        });

    bench().mustRefuse(free, MISTAKE, "a ticket whose issue was a mistake");
    bench().mustAdmit(taken, "a ticket whose key was issued again by mistake");
  }

  /** Whether the mistake is refused at all is another case's question. */
  private static void tolerated(Supplier<CompletionStage<?>> mistake) {
    try {
      mistake.get();
    } catch (RuntimeException refused) {
      return;
    }
  }
}
