package io.admitone.domain.ticket;

import io.admitone.domain.identity.ClientId;
import io.admitone.domain.identity.Origin;
import java.util.Objects;
import java.util.Optional;

/**
 * Who alone may present a ticket. What is empty binds nothing.
 *
 * @param client the browser that asked for the ticket, where it named itself
 * @param origin the web origin whose page asked for the ticket, where a browser asked
 */
public record Bindings(Optional<ClientId> client, Optional<Origin> origin) {
  /** Whoever holds the ticket may present it. */
  public static final Bindings NONE = new Bindings(Optional.empty(), Optional.empty());

  /** Both may be empty, and neither null. */
  public Bindings {
    Objects.requireNonNull(client);
    Objects.requireNonNull(origin);
  }

  /** Whether a presenter with these names is the one the ticket was made for. */
  public boolean admit(ClientId presentedBy, Optional<Origin> presentedFrom) {
    return client.map(presentedBy::equals).orElse(true)
        && (origin.isEmpty() || origin.equals(presentedFrom));
  }
}
