package io.admitone.application.ticket;

import static org.assertj.core.api.Assertions.assertThat;

import io.admitone.domain.ticket.Ticket;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TicketsTest {
  private final Tickets tickets = new Tickets();

  @Test
  void makesTicketsThatCanBePresented() {
    Ticket ticket = tickets.get();

    assertThat(Ticket.parse(ticket.reveal())).isPresent();
  }

  @Test
  void makesNoTicketTwice() {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 1_000; i++) {
      assertThat(seen.add(tickets.get().reveal())).isTrue();
    }
  }
}
