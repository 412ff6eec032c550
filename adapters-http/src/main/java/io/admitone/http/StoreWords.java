package io.admitone.http;

import io.admitone.domain.readiness.Readiness;
import io.admitone.domain.readiness.ReadinessProbe;
import io.admitone.domain.readiness.StoreState;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** The state of a store, for people. */
final class StoreWords {
  private StoreWords() {}

  /** How long its latest answer took; 0 where there was none. */
  static long latencyMs(ReadinessProbe probe) {
    return probe.latency().map(Duration::toMillis).orElse(0L);
  }

  static String of(StoreState state) {
    return state.name().toLowerCase(Locale.ROOT);
  }

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
