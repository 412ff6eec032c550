package io.admitone.bootstrap;

import io.admitone.application.connection.AdmitConnection;
import io.admitone.application.connection.AllowedOrigins;
import io.admitone.application.connection.OpenConnections;
import io.admitone.application.connection.RecentRedemptions;
import io.admitone.application.connection.ReconnectPolicy;
import io.admitone.application.connection.SessionMessageRate;
import io.admitone.application.lifecycle.Drain;
import io.admitone.application.lifecycle.RunWhenReady;
import io.admitone.application.lifecycle.ServiceState;
import io.admitone.application.operator.Broadcast;
import io.admitone.application.operator.Broadcaster;
import io.admitone.application.operator.EndConnection;
import io.admitone.application.operator.ListConnections;
import io.admitone.application.operator.RoomDirectory;
import io.admitone.application.session.RevokeSession;
import io.admitone.application.telemetry.Telemetry;
import io.admitone.application.ticket.AdmissionSlots;
import io.admitone.application.ticket.IssueTicket;
import io.admitone.application.ticket.Tickets;
import io.admitone.bootstrap.rate.BucketRate;
import io.admitone.bootstrap.settings.Secret;
import io.admitone.bootstrap.settings.Settings;
import io.admitone.bootstrap.settings.TokenSettings;
import io.admitone.domain.readiness.ReadinessProbe;
import io.admitone.domain.ticket.TicketStore;
import io.admitone.domain.time.Clock;
import io.admitone.http.ErrorAnswers;
import io.admitone.http.MetricsText;
import io.admitone.http.token.DevTokens;
import io.admitone.http.token.Jwks;
import io.admitone.http.token.SharedSecret;
import io.admitone.http.token.TokenPolicy;
import io.admitone.http.token.TokenVerifier;
import io.admitone.memory.SystemClock;
import io.admitone.ws.SocketPolicy;
import io.admitone.ws.UpgradeRefusals;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ScheduledExecutorService;

/** Who gets what: every object of the service that no framework makes by itself. */
@Factory
final class Wiring {
  /** Present where anybody may have a token made. */
  static final String DEV_TOKENS = "admitone.auth.dev-tokens";

  private static final String PACER = "drain";

  private static final Duration DEV_TOKEN_LIFE = Duration.ofHours(1);
  private static final int REMEMBERED_SESSIONS = 100_000;
  private static final int REMEMBERED_REDEMPTIONS = 10_000;
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

  private final Settings settings;
  private final Store store;
  private final Reporting reporting;

  Wiring(Settings settings, Store store, Reporting reporting) {
    this.settings = settings;
    this.store = store;
    this.reporting = reporting;
  }

  // The store, and what is asked of it.

  /** Closed after everything that uses it, and so not by the framework. */
  @Singleton
  TicketStore tickets() {
    return reporting.traces().follow(store.tickets(), store.readiness().dependency());
  }

  @Singleton
  ReadinessProbe readiness() {
    return store.readiness();
  }

  @Singleton
  RunWhenReady workThatWaits() {
    return store.work();
  }

  /** The time of this machine; that of tickets is their store's. */
  @Singleton
  Clock clock() {
    return new SystemClock();
  }

  // The use cases.

  @Singleton
  IssueTicket issueTicket(TicketStore tickets, ReadinessProbe readiness, Telemetry telemetry) {
    return new IssueTicket(
        tickets,
        readiness,
        store.clock(),
        new Tickets(),
        BucketRate.perMinute(settings.ticketsPerMinute(), REMEMBERED_SESSIONS, System::nanoTime),
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
      TicketStore tickets, ReadinessProbe readiness, OpenConnections open, Telemetry telemetry) {
    return new AdmitConnection(
        tickets,
        readiness,
        open,
        new RecentRedemptions(REMEMBERED_REDEMPTIONS),
        settings.connect(),
        telemetry,
        System::nanoTime);
  }

  @Singleton
  RevokeSession revokeSession(
      TicketStore tickets, ReadinessProbe readiness, OpenConnections open, Telemetry telemetry) {
    return new RevokeSession(tickets, readiness, open, settings.issue().storeDeadline(), telemetry);
  }

  @Singleton
  ListConnections listConnections(OpenConnections open) {
    return new ListConnections(open);
  }

  @Singleton
  EndConnection endConnection(OpenConnections open, Telemetry telemetry) {
    return new EndConnection(open, telemetry);
  }

  @Singleton
  Broadcast broadcast(Broadcaster everybody, RoomDirectory rooms, Telemetry telemetry) {
    return new Broadcast(everybody, rooms, telemetry);
  }

  @Singleton
  OpenConnections openConnections() {
    OpenConnections open = new OpenConnections(settings.sockets().sessions());
    store.revocations().subscribe(open::revoke);
    return open;
  }

  @Singleton
  ServiceState serviceState() {
    return new ServiceState();
  }

  @Singleton
  Drain drain(
      ServiceState state,
      OpenConnections open,
      @Named(PACER) ScheduledExecutorService pacer,
      Telemetry telemetry) {
    return new Drain(
        state, open, settings.drain(), pacer, new SplittableRandom(), telemetry, System::nanoTime);
  }

  @Singleton
  @Named(PACER)
  @Bean(preDestroy = "shutdownNow")
  ScheduledExecutorService pacer() {
    return Threads.timer("admitone-drain");
  }

  // Who may come in.

  @Singleton
  AllowedOrigins allowedOrigins() {
    return settings.origins();
  }

  @Singleton
  TokenPolicy tokenPolicy() {
    return tokenPolicy(settings.tokens());
  }

  static TokenPolicy tokenPolicy(TokenSettings tokens) {
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
        CLOSE_TIMEOUT,
        settings.sockets().legacyEcho(),
        settings.sockets().compression(),
        settings.sockets().limits());
  }

  @Singleton
  SessionMessageRate sessionMessageRate() {
    int perSecond = settings.sockets().sessionMessagesPerSecond();
    BucketRate rate = BucketRate.perSecond(perSecond, REMEMBERED_SESSIONS, System::nanoTime);
    return session -> rate.retryAfter(session).isEmpty();
  }

  @Singleton
  ReconnectPolicy reconnectPolicy() {
    return settings.reconnects();
  }

  @Singleton
  UpgradeRefusals upgradeRefusals(ErrorAnswers errors) {
    return new EnvelopedRefusals(errors);
  }

  // What is told of it.

  @Singleton
  MetricsText metricsText() {
    return reporting.meters()::text;
  }

  @Singleton
  Telemetry telemetry() {
    return reporting.telemetry();
  }
}
