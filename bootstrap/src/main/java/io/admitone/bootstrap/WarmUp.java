package io.admitone.bootstrap;

import io.admitone.application.ticket.Tickets;
import io.admitone.domain.identity.Identity;
import io.admitone.domain.identity.SessionId;
import io.admitone.domain.identity.UserId;
import io.admitone.domain.ticket.Bindings;
import io.admitone.domain.ticket.Grant;
import io.admitone.domain.ticket.TicketKey;
import io.admitone.domain.ticket.TicketStore;
import io.admitone.domain.time.Clock;
import io.admitone.http.token.DevTokens;
import io.admitone.http.token.TokenPolicy;
import io.admitone.http.token.TokenVerifier;
import io.admitone.memory.SystemClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * Goes the way of a ticket once before anybody asks for one, beside the rest of the start: classes
 * are loaded and objects are made that the first page would otherwise wait for. A token is signed
 * and verified, and a ticket of nobody's is issued and redeemed as soon as the store is ready.
 *
 * <p>No ticket of it is told or counted, and if it fails nothing is lost.
 */
final class WarmUp {
  private static final Identity NOBODY =
      new Identity(new UserId("warm-up"), new SessionId("warm-up"), Set.of(), List.of());

  /** The ticket that is not redeemed, because the store was lost in between, ends soon. */
  private static final Duration LIFE = Duration.ofSeconds(5);

  private final TokenPolicy policy;
  private final Store store;

  WarmUp(TokenPolicy policy, Store store) {
    this.policy = policy;
    this.store = store;
  }

  /** Begins, and returns at once. */
  void begin() {
    store.threads().execute(this::verifyAToken);
    store.work().once("warm-up", this::spendATicket);
  }

  /** With published keys there is nothing to sign with, and nobody's provider is bothered. */
  private void verifyAToken() {
    Clock clock = new SystemClock();
    try (TokenVerifier verifier = new TokenVerifier(policy, clock)) {
      verifier.verify(
          policy.secret().isPresent()
              ? new DevTokens(policy, clock, LIFE).mint(NOBODY)
              : "not.a.token");
    }
  }

  private void spendATicket() {
    TicketKey key = new Tickets().get().key();
    Instant now = store.clock().now();
    Grant grant = new Grant(NOBODY, Bindings.NONE, now, now.plus(LIFE), "warm-up");
    TicketStore tickets = store.tickets();
    tickets.issue(key, grant, LIFE).thenCompose(issued -> tickets.redeem(key));
  }
}
