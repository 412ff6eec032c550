package io.admitone.domain.identity;

import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * What a verified token says of its bearer. Nothing in it comes from a header, a query or a body.
 *
 * @param user whom the token names
 * @param session the session the token belongs to
 * @param roles the roles granted; at most {@value #MAX_ROLES}
 * @param rooms patterns of rooms the bearer may use, such as {@code orders.*:rw}; at most {@value
 *     #MAX_ROOMS}
 */
public record Identity(UserId user, SessionId session, Set<String> roles, List<String> rooms) {
  /** The role that may end other people's sessions and see the operator's endpoints. */
  public static final String ADMIN = "admin";

  /** The most roles that one token may carry. */
  public static final int MAX_ROLES = 64;

  /** The most room patterns that one token may carry. */
  public static final int MAX_ROOMS = 256;

  private static final int MAX_NAME_LENGTH = 256;

  /**
   * @throws IllegalArgumentException if there are too many roles or rooms, or one is blank or
   *     longer than 256 characters
   */
  public Identity {
    Objects.requireNonNull(user);
    Objects.requireNonNull(session);
    roles = Set.copyOf(roles);
    rooms = List.copyOf(rooms);
    requireAtMost("roles", roles.size(), MAX_ROLES);
    requireAtMost("rooms", rooms.size(), MAX_ROOMS);
    roles.forEach(role -> Text.requireWithin("role", role, MAX_NAME_LENGTH));
    rooms.forEach(room -> Text.requireWithin("room pattern", room, MAX_NAME_LENGTH));
  }

  /** Whether the token carries the role {@link #ADMIN}. */
  public boolean isAdmin() {
    return roles.contains(ADMIN);
  }

  private static void requireAtMost(String what, int size, int max) {
    if (size > max) {
      throw new IllegalArgumentException("at most " + max + " " + what + ", got " + size);
    }
  }
}
