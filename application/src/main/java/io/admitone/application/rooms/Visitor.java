package io.admitone.application.rooms;

import io.admitone.domain.identity.Identity;
import java.util.Objects;
import java.util.Optional;

/**
 * Somebody who comes to a room.
 *
 * @param identity who it is; empty for a connection that was admitted without a ticket
 */
public record Visitor(Optional<Identity> identity, Door door) {
  /** Neither may be null. */
  public Visitor {
    Objects.requireNonNull(identity);
    Objects.requireNonNull(door);
  }
}
