package io.admitone.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.admitone.domain.readiness.Readiness;
import io.admitone.domain.readiness.ReadinessChange;
import io.admitone.domain.readiness.ReadinessProbe;
import io.micronaut.serde.annotation.Serdeable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Each dependency in detail, by name. */
@Serdeable
record DependenciesBody(Map<String, Dependency> dependencies, String traceId) {
  private static final int SHOWN_TRANSITIONS = 20;

  static DependenciesBody of(ReadinessProbe probe, String url, Instant now, String traceId) {
    return new DependenciesBody(Map.of(probe.dependency(), dependency(probe, url, now)), traceId);
  }

  private static Dependency dependency(ReadinessProbe probe, String url, Instant now) {
    Readiness current = probe.current();
    List<ReadinessChange> history = probe.history();
    return new Dependency(
        StoreWords.of(current.state()),
        current.since().toString(),
        current.attempts(),
        current.lastError(),
        current.isReady() ? Duration.between(current.since(), now).toSeconds() : 0,
        StoreWords.latencyMs(probe),
        url,
        history.subList(Math.max(0, history.size() - SHOWN_TRANSITIONS), history.size()).stream()
            .map(DependenciesBody::transition)
            .toList());
  }

  private static Transition transition(ReadinessChange change) {
    return new Transition(
        StoreWords.of(change.from().state()),
        StoreWords.of(change.to().state()),
        change.to().since().toString(),
        change.to().lastError());
  }

  /**
   * @param uptime seconds since it was connected; 0 while it is not
   * @param latencyMs of its latest answer; 0 where the store is in this process
   * @param url without credentials
   * @param transitions the latest, oldest first
   */
  @Serdeable
  @JsonInclude(JsonInclude.Include.ALWAYS)
  record Dependency(
      String state,
      String since,
      int retryCount,
      Optional<String> lastError,
      long uptime,
      long latencyMs,
      String url,
      List<Transition> transitions) {}

  @Serdeable
  @JsonInclude(JsonInclude.Include.ALWAYS)
  record Transition(String from, String to, String at, Optional<String> error) {}
}
