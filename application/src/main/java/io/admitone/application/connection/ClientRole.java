package io.admitone.application.connection;

import java.util.Locale;
import java.util.Optional;

/** As what a socket wants to be treated. */
public enum ClientRole {
  /** A page. */
  FRONTEND,
  /** Needs a ticket whose grant carries the role {@code admin}. */
  ADMIN,
  /** A check of the service by whoever runs it. */
  TEST;

  /** The name of the role in the {@code role} parameter. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Reads a role from outside; empty where there is none of that name. */
  public static Optional<ClientRole> parse(String text) {
    for (ClientRole role : values()) {
      if (role.wireName().equals(text)) {
        return Optional.of(role);
      }
    }
    return Optional.empty();
  }
}
