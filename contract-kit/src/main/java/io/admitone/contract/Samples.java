package io.admitone.contract;

import io.admitone.domain.identity.ClientId;
import io.admitone.domain.identity.Identity;
import io.admitone.domain.identity.Origin;
import io.admitone.domain.identity.SessionId;
import io.admitone.domain.identity.UserId;
import io.admitone.domain.ticket.Bindings;
import io.admitone.domain.ticket.Grant;
import io.admitone.domain.ticket.Ticket;
import io.admitone.domain.ticket.TicketKey;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Tickets to try a store with. Keys and sessions are never used twice, also not by a second run on
 * the same backend; so they do not come from the seed.
 */
final class Samples {
  private static final SecureRandom NEVER_AGAIN = new SecureRandom();

  private Samples() {}

  static TicketKey key() {
    byte[] secret = new byte[Ticket.SECRET_BYTES];
    NEVER_AGAIN.nextBytes(secret);
    return Ticket.of(secret).key();
  }

  static SessionId session() {
    return new SessionId("sess_" + Long.toUnsignedString(NEVER_AGAIN.nextLong(), 36));
  }

  /** Whether two everyday grants are the same one, as far as a case needs to tell them apart. */
  static boolean areOfOneTicket(Grant one, Grant other) {
    return one.identity().session().equals(other.identity().session());
  }

  /** The everyday grant. */
  static Grant grant() {
    return grant(session());
  }

  static Grant grant(SessionId session) {
    return new Grant(
        new Identity(
            new UserId("user-7"), session, Set.of("user", "editor"), List.of("orders.*:rw")),
        new Bindings(
            Optional.of(new ClientId("tab-1")), Optional.of(new Origin("https://shop.example"))),
        Instant.now(),
        Instant.now().plus(Duration.ofSeconds(60)),
        "trace-" + Long.toUnsignedString(NEVER_AGAIN.nextLong(), 36));
  }
}
