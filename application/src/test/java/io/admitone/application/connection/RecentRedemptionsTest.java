package io.admitone.application.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.admitone.domain.ticket.Ticket;
import io.admitone.domain.ticket.TicketKey;
import org.junit.jupiter.api.Test;

class RecentRedemptionsTest {
  @Test
  void remembersAsManyAsItHasPlacesAndForgetsTheOldest() {
    RecentRedemptions recent = new RecentRedemptions(3);

    for (int i = 1; i <= 4; i++) {
      recent.add(key(i));
    }

    assertThat(recent.contains(key(1))).isFalse();
    assertThat(recent.contains(key(2))).isTrue();
    assertThat(recent.contains(key(3))).isTrue();
    assertThat(recent.contains(key(4))).isTrue();
  }

  @Test
  void knowsNothingItWasNotTold() {
    assertThat(new RecentRedemptions(3).contains(key(1))).isFalse();
  }

  @Test
  void remembersNothingWithoutPlaces() {
    RecentRedemptions recent = new RecentRedemptions(0);

    recent.add(key(1));

    assertThat(recent.contains(key(1))).isFalse();
  }

  private static TicketKey key(int number) {
    byte[] secret = new byte[Ticket.SECRET_BYTES];
    secret[0] = (byte) number;
    return Ticket.of(secret).key();
  }
}
