package io.admitone.domain.room;

import io.admitone.domain.identity.UserId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;

/**
 * What somebody wants a room to hear.
 *
 * @param id the sender's own name for it; ids of different authors have nothing to do with each
 *     other
 * @param data what it says
 * @param author whose message it is; empty where a system without a name speaks
 * @param timestamp when it was published, to the millisecond
 */
public record Publication(MessageId id, Payload data, Optional<UserId> author, Instant timestamp) {
  /** None may be null. */
  public Publication {
    Objects.requireNonNull(id);
    Objects.requireNonNull(data);
    Objects.requireNonNull(author);
    // Brokers keep milliseconds; a publication must come back equal to what was put in.
    timestamp = timestamp.truncatedTo(ChronoUnit.MILLIS);
  }
}
