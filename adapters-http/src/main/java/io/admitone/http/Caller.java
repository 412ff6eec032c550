package io.admitone.http;

import io.admitone.domain.identity.Identity;
import java.util.Locale;

/** Somebody whose token was verified. */
record Caller(Identity identity, Source source) {
  /** How the token came. */
  enum Source {
    BEARER,
    COOKIE;

    String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
