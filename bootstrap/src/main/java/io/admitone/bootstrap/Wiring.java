package io.admitone.bootstrap;

import io.admitone.application.connection.AdmitConnection;
import io.admitone.application.connection.AllowedOrigins;
import io.admitone.application.connection.OpenConnections;
import io.admitone.application.connection.RecentRedemptions;
import io.admitone.application.lifecycle.Drain;
import io.admitone.application.lifecycle.ServiceState;
import io.admitone.application.session.RevokeSession;
import io.admitone.application.telemetry.Telemetry;
import io.admitone.application.telemetry.TelemetryEvent;
import io.admitone.application.telemetry.TelemetryEvent.ReadinessChanged;
import io.admitone.application.ticket.AdmissionSlots;
import io.admitone.application.ticket.IssueTicket;
import io.admitone.application.ticket.Tickets;
import io.admitone.bootstrap.logging.LogEvent;
import io.admitone.bootstrap.logging.LogSetup;
import io.admitone.bootstrap.logging.LogTelemetry;
import io.admitone.bootstrap.metrics.PrometheusMeters;
import io.admitone.bootstrap.rate.BucketRate;
import io.admitone.bootstrap.settings.Secret;
import io.admitone.bootstrap.settings.Settings;
import io.admitone.bootstrap.settings.TokenSettings;
import io.admitone.domain.readiness.ReadinessProbe;
import io.admitone.domain.readiness.ReadinessSource;
import io.admitone.domain.readiness.StoreState;
import io.admitone.domain.ticket.TicketStore;
import io.admitone.domain.time.Clock;
import io.admitone.http.ErrorAnswers;
import io.admitone.http.MetricsText;
import io.admitone.http.token.DevTokens;
import io.admitone.http.token.Jwks;
import io.admitone.http.token.SharedSecret;
import io.admitone.http.token.TokenPolicy;
import io.admitone.http.token.TokenVerifier;
import io.admitone.memory.MemoryTicketStore;
import io.admitone.memory.SystemClock;
import io.admitone.ws.SocketPolicy;
import io.admitone.ws.UpgradeRefusals;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who gets what: every object of the service that no framework makes by itself. */
@Factory
final class Wiring {
  /** Present where anybody may have a token made. */
  static final String DEV_TOKENS = "admitone.auth.dev-tokens";

  private static final Duration DEV_TOKEN_LIFE = Duration.ofHours(1);
  private static final int REMEMBERED_SESSIONS = 100_000;
  private static final int REMEMBERED_REDEMPTIONS = 10_000;
  private static final int BAD_MESSAGES_PER_MINUTE = 10;
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

  private final Settings settings;

  Wiring(Settings settings) {
    this.settings = settings;
  }

  // The store, and what is asked of it.

  @Singleton
  @Bean(preDestroy = "close")
  TicketStore store() {
    return new MemoryTicketStore(settings.store().maxOutstanding());
  }

  @Singleton
  Clock clock() {
    return new SystemClock();
  }

  @Singleton
  ReadinessProbe readiness(Clock clock, Telemetry telemetry, Logger logger) {
    ReadinessSource source =
        new ReadinessSource(
            StartLine.store(settings),
            StoreState.CONNECTED,
            clock,
            failure -> LogEvent.LISTENER_FAILED.on(logger).because(failure).write());
    source.subscribe(change -> telemetry.record(new ReadinessChanged(source.dependency(), change)));
    return source;
  }

  // The use cases.

  @Singleton
  IssueTicket issueTicket(
      TicketStore store, ReadinessProbe readiness, Clock clock, Telemetry telemetry) {
    return new IssueTicket(
        store,
        readiness,
        clock,
        new Tickets(),
        new BucketRate(settings.ticketsPerMinute(), REMEMBERED_SESSIONS, System::nanoTime),
        slots(),
        settings.issue(),
        telemetry,
        System::nanoTime);
  }

  private AdmissionSlots slots() {
    // Half of its life is left to a ticket whose page waits longest.
    Duration maxWait = settings.issue().ttl().dividedBy(2);
    return settings.admissionRate().isPresent()
        ? new AdmissionSlots(settings.admissionRate().getAsInt(), maxWait, System::nanoTime)
        : AdmissionSlots.OFF;
  }

  @Singleton
  AdmitConnection admitConnection(
      TicketStore store, ReadinessProbe readiness, OpenConnections open, Telemetry telemetry) {
    return new AdmitConnection(
        store,
        readiness,
        open,
        new RecentRedemptions(REMEMBERED_REDEMPTIONS),
        settings.connect(),
        telemetry,
        System::nanoTime);
  }

  @Singleton
  RevokeSession revokeSession(
      TicketStore store, ReadinessProbe readiness, OpenConnections open, Telemetry telemetry) {
    return new RevokeSession(store, readiness, open, settings.issue().storeDeadline(), telemetry);
  }

  @Singleton
  OpenConnections openConnections() {
    return new OpenConnections();
  }

  @Singleton
  ServiceState serviceState() {
    return new ServiceState();
  }

  @Singleton
  Drain drain(
      ServiceState state,
      OpenConnections open,
      ScheduledExecutorService pacer,
      Telemetry telemetry) {
    return new Drain(
        state, open, settings.drain(), pacer, new SplittableRandom(), telemetry, System::nanoTime);
  }

  @Singleton
  @Bean(preDestroy = "shutdownNow")
  ScheduledExecutorService pacer() {
    return Executors.newSingleThreadScheduledExecutor(
        task -> {
          Thread thread = new Thread(task, "admitone-drain");
          thread.setDaemon(true);
          return thread;
        });
  }

  // Who may come in.

  @Singleton
  AllowedOrigins allowedOrigins() {
    return settings.origins();
  }

  @Singleton
  TokenPolicy tokenPolicy() {
    TokenSettings tokens = settings.tokens();
    Optional<Jwks> published =
        tokens
            .publishedKeys()
            .map(url -> new Jwks(url, Jwks.Algorithm.valueOf(tokens.algorithm())));
    return new TokenPolicy(
        tokens.secret().map(Secret::value).map(SharedSecret::of),
        published,
        tokens.issuer(),
        tokens.audience());
  }

  @Singleton
  @Bean(preDestroy = "close")
  TokenVerifier tokenVerifier(TokenPolicy policy, Clock clock) {
    return new TokenVerifier(policy, clock);
  }

  @Singleton
  @Requires(property = DEV_TOKENS)
  DevTokens devTokens(TokenPolicy policy, Clock clock) {
    return new DevTokens(policy, clock, DEV_TOKEN_LIFE);
  }

  // The sockets.

  @Singleton
  SocketPolicy socketPolicy() {
    return new SocketPolicy(
        settings.sockets().heartbeatInterval(),
        settings.sockets().connectionTimeout(),
        settings.sockets().maxMessageBytes(),
        settings.sockets().maxConnections(),
        settings.sockets().legacyEcho(),
        BAD_MESSAGES_PER_MINUTE,
        CLOSE_TIMEOUT);
  }

  @Singleton
  UpgradeRefusals upgradeRefusals(ErrorAnswers errors) {
    return new EnvelopedRefusals(errors);
  }

  // What is told of it.

  @Singleton
  Logger logger() {
    return LoggerFactory.getLogger(LogSetup.LOGGER);
  }

  @Singleton
  @Bean(preDestroy = "close")
  PrometheusMeters meters() {
    return new PrometheusMeters();
  }

  @Singleton
  MetricsText metricsText(PrometheusMeters meters) {
    return meters::text;
  }

  @Singleton
  Telemetry telemetry(Logger logger, PrometheusMeters meters) {
    Telemetry lines = new LogTelemetry(logger);
    Telemetry counts = meters.telemetry();
    return event -> {
      hand(event, counts, logger);
      hand(event, lines, logger);
    };
  }

  /** What one of them throws must neither reach the use case nor keep the event from the other. */
  private static void hand(TelemetryEvent event, Telemetry to, Logger logger) {
    try {
      to.record(event);
    } catch (RuntimeException failure) {
      LogEvent.LISTENER_FAILED.on(logger).because(failure).write();
    }
  }
}
