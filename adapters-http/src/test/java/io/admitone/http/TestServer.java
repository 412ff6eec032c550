package io.admitone.http;

import io.admitone.application.connection.AllowedOrigins;
import io.admitone.application.lifecycle.ServiceState;
import io.admitone.application.operator.Broadcast;
import io.admitone.application.operator.EndConnection;
import io.admitone.application.operator.ListConnections;
import io.admitone.application.session.RevokeSession;
import io.admitone.application.ticket.AdmissionSlots;
import io.admitone.application.ticket.IssuePolicy;
import io.admitone.application.ticket.IssueRate;
import io.admitone.application.ticket.IssueTicket;
import io.admitone.application.ticket.Tickets;
import io.admitone.domain.identity.Identity;
import io.admitone.domain.identity.SessionId;
import io.admitone.domain.identity.UserId;
import io.admitone.domain.readiness.ReadinessSource;
import io.admitone.domain.readiness.StoreState;
import io.admitone.http.token.DevTokens;
import io.admitone.http.token.SharedSecret;
import io.admitone.http.token.TokenPolicy;
import io.admitone.http.token.TokenVerifier;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/** The module behind a real server on a free port, with every outside thing in the test's hand. */
final class TestServer implements AutoCloseable {
  static final String SECRET = "a-secret-of-the-tests-that-nobody-must-ever-see-in-a-log";
  static final String APP = "https://app.example.com";
  static final String COOKIE = "__Host-admitone";
  static final IssueRate UNLIMITED = session -> Optional.empty();
  static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  final MovableClock clock = new MovableClock(START);
  final RecordedTelemetry telemetry = new RecordedTelemetry();
  final SwitchableStore store = new SwitchableStore();
  final ReadinessSource readiness =
      new ReadinessSource("memory", StoreState.CONNECTED, clock, broken -> {});
  final ServiceState service = new ServiceState();
  final OperatedSockets operated = new OperatedSockets();
  final Rooms rooms = new Rooms(readiness, telemetry);
  final AtomicReference<IssueRate> rate = new AtomicReference<>(UNLIMITED);
  final TokenPolicy policy;
  final DevTokens tokens;
  private final TokenVerifier verifier;
  private final EmbeddedServer server;
  private final ApplicationContext context;

  /** What differs from server to server. */
  record Options(
      TokenPolicy policy,
      Optional<String> cookie,
      boolean devTokens,
      boolean dependenciesNeedAdmin,
      AdmissionSlots slots) {
    static Options usual() {
      return new Options(secretPolicy(), Optional.empty(), true, true, AdmissionSlots.OFF);
    }

    Options withCookie() {
      return new Options(policy, Optional.of(COOKIE), devTokens, dependenciesNeedAdmin, slots);
    }

    Options withoutDevTokens() {
      return new Options(policy, cookie, false, dependenciesNeedAdmin, slots);
    }

    Options withOpenDependencies() {
      return new Options(policy, cookie, devTokens, false, slots);
    }

    Options with(TokenPolicy other) {
      return new Options(other, cookie, false, dependenciesNeedAdmin, slots);
    }

    Options with(AdmissionSlots other) {
      return new Options(policy, cookie, devTokens, dependenciesNeedAdmin, other);
    }
  }

  TestServer(Options options) {
    policy = options.policy();
    verifier = new TokenVerifier(policy, clock);
    tokens = new DevTokens(secretPolicy(), clock, Duration.ofHours(1));
    HttpSettings settings =
        new HttpSettings(
            "/api/v1",
            options.cookie(),
            options.dependenciesNeedAdmin(),
            "1.2.3",
            START,
            "memory:");
    List<Object> beans =
        new ArrayList<>(
            List.of(
                settings,
                clock,
                telemetry,
                readiness,
                service,
                verifier,
                new AllowedOrigins(Set.of(APP), false),
                issueTicket(options.slots()),
                revokeSession(),
                operated.connections,
                operated,
                new ListConnections(operated.connections),
                new EndConnection(operated.connections, telemetry),
                new Broadcast(operated, operated, telemetry),
                rooms.publish,
                rooms.poll,
                (MetricsText) () -> "# HELP up is up\nup 1\n"));
    if (options.devTokens()) {
      beans.add(tokens);
    }
    Map<String, Object> properties = new HashMap<>(HttpServerDefaults.properties(settings));
    properties.put("micronaut.server.port", -1);
    properties.put("micronaut.server.host", "localhost");
    context =
        ApplicationContext.builder()
            .properties(properties)
            .singletons(beans.toArray())
            .banner(false)
            .start();
    server = context.getBean(EmbeddedServer.class).start();
  }

  private IssueTicket issueTicket(AdmissionSlots slots) {
    return new IssueTicket(
        store,
        readiness,
        clock,
        new Tickets(),
        session -> rate.get().retryAfter(session),
        slots,
        new IssuePolicy(Duration.ofSeconds(60), Duration.ofMillis(100)),
        telemetry,
        System::nanoTime);
  }

  private RevokeSession revokeSession() {
    return new RevokeSession(
        store, readiness, operated.connections, Duration.ofMillis(100), telemetry);
  }

  static TokenPolicy secretPolicy() {
    return new TokenPolicy(
        Optional.of(SharedSecret.of(SECRET)), Optional.empty(), Optional.empty(), Optional.empty());
  }

  static Identity identity(String session, String... roles) {
    return new Identity(
        new UserId("user-1"), new SessionId(session), Set.of(roles), List.of("orders.*:rw"));
  }

  String token(String session, String... roles) {
    return tokens.mint(identity(session, roles));
  }

  int port() {
    return server.getPort();
  }

  URI uri(String path) {
    return URI.create("http://localhost:" + port() + path);
  }

  ApplicationContext context() {
    return context;
  }

  /** Back to a server that works. */
  void mend() {
    store.fault = SwitchableStore.Fault.NONE;
    rate.set(UNLIMITED);
    readiness.moveTo(StoreState.CONNECTED, 0, Optional.empty());
  }

  @Override
  public void close() {
    context.close();
    verifier.close();
    rooms.close();
    store.close();
  }
}
