package io.admitone.application.ticket;

import io.admitone.domain.ticket.Ticket;
import java.security.SecureRandom;
import java.util.function.Supplier;

/** Makes tickets that nobody can guess: 256 bits from the platform's cryptographic generator. */
public final class Tickets implements Supplier<Ticket> {
  private final SecureRandom random = new SecureRandom();

  @Override
  public Ticket get() {
    byte[] secret = new byte[Ticket.SECRET_BYTES];
    random.nextBytes(secret);
    return Ticket.of(secret);
  }
}
