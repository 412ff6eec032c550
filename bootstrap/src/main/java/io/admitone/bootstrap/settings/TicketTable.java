package io.admitone.bootstrap.settings;

import io.admitone.application.ticket.IssuePolicy;
import java.time.Duration;
import java.util.List;

/** Tickets. */
final class TicketTable {
  static final Setting<Duration> TICKETS_TTL =
      Setting.of(
              "tickets.ttl",
              Kind.time(IssuePolicy.MIN_TTL, IssuePolicy.MAX_TTL, "s"),
              "How long a ticket can be redeemed.")
          .from("WS_TICKET_TTL_SECONDS")
          .byDefault("60s");
  static final Setting<Integer> TICKETS_PER_MINUTE =
      Setting.of(
              "tickets.per-minute",
              Kind.number(1, 100_000),
              "How many tickets one session may ask for in a minute.")
          .byDefault("30");

  static final List<Setting<?>> ALL = List.of(TICKETS_TTL, TICKETS_PER_MINUTE);

  private TicketTable() {}
}
