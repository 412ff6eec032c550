package io.admitone.http;

import io.admitone.domain.readiness.Readiness;
import java.time.Duration;
import java.time.Instant;

/** The state of a store in words. */
final class StoreWords {
  private StoreWords() {}

  static String of(Readiness store, Instant now) {
    long seconds = Duration.between(store.since(), now).toSeconds();
    return switch (store.state()) {
      case CONNECTED -> "Connected for " + seconds + "s";
      case CONNECTING -> "Connecting (attempt " + store.attempts() + ")";
      case DISCONNECTED -> "Disconnected for " + seconds + "s";
      case FAILED -> "Failed after " + store.attempts() + " attempts";
    };
  }
}
