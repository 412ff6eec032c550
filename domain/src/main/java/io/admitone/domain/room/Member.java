package io.admitone.domain.room;

import io.admitone.domain.identity.ClientId;
import io.admitone.domain.identity.UserId;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One connection's presence in a room. Somebody with two tabs is there twice.
 *
 * @param connection this process's own name for the connection, which no other process uses
 * @param user who it is; empty for somebody without a name
 * @param client the browser's own name for itself, never trusted as identity
 */
public record Member(String connection, Optional<UserId> user, ClientId client) {
  private static final Pattern SHAPE = Pattern.compile("[A-Za-z0-9._:-]{1,128}");

  /**
   * @throws IllegalArgumentException if the connection is not 1 to 128 of {@code [A-Za-z0-9._:-]}
   */
  public Member {
    if (connection == null || !SHAPE.matcher(connection).matches()) {
      throw new IllegalArgumentException("a connection is 1 to 128 of [A-Za-z0-9._:-]");
    }
    Objects.requireNonNull(user);
    Objects.requireNonNull(client);
  }
}
