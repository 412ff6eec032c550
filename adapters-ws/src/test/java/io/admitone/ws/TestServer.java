package io.admitone.ws;

import io.admitone.application.connection.AdmitConnection;
import io.admitone.application.connection.AllowedOrigins;
import io.admitone.application.connection.Authentication;
import io.admitone.application.connection.ConnectPolicy;
import io.admitone.application.connection.OpenConnections;
import io.admitone.application.connection.RecentRedemptions;
import io.admitone.application.connection.ReconnectPolicy;
import io.admitone.application.connection.SessionLimits;
import io.admitone.application.connection.SessionMessageRate;
import io.admitone.application.lifecycle.ServiceState;
import io.admitone.application.rooms.VisitRooms;
import io.admitone.application.telemetry.Telemetry;
import io.admitone.domain.identity.ClientId;
import io.admitone.domain.identity.Identity;
import io.admitone.domain.identity.Origin;
import io.admitone.domain.identity.SessionId;
import io.admitone.domain.identity.UserId;
import io.admitone.domain.readiness.ReadinessProbe;
import io.admitone.domain.readiness.ReadinessSource;
import io.admitone.domain.readiness.StoreState;
import io.admitone.domain.ticket.Bindings;
import io.admitone.domain.ticket.Grant;
import io.admitone.domain.ticket.Ticket;
import io.admitone.domain.ticket.TicketStore;
import io.admitone.domain.time.Clock;
import io.admitone.memory.MemoryTicketStore;
import io.admitone.memory.SystemClock;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** A real HTTP server on a free port of the loopback, with our sockets in it. */
final class TestServer implements AutoCloseable {
  static final String ORIGIN = "https://app.example.com";
  static final SocketPolicy POLICY = new TestPolicy().build();

  final RecordedEvents events = new RecordedEvents();
  final OpenConnections connections;
  final ServiceState state = new ServiceState();
  final MemoryTicketStore store = new MemoryTicketStore(100_000);
  final ReadinessSource readiness;
  final TestRooms rooms;
  private final SecureRandom random = new SecureRandom();
  private final ApplicationContext context;
  private final EmbeddedServer server;

  static TestServer start() {
    return start(POLICY);
  }

  static TestServer start(SocketPolicy policy, MessageHandler... handlers) {
    return start(policy, SessionLimits.DEFAULTS, SessionMessageRate.UNLIMITED, handlers);
  }

  static TestServer start(
      SocketPolicy policy,
      SessionLimits sessions,
      SessionMessageRate sessionRate,
      MessageHandler... handlers) {
    return new TestServer(
        policy,
        sessions,
        sessionRate,
        Authentication.OPTIONAL,
        store -> store,
        List.of(handlers),
        Map.of());
  }

  static TestServer start(UnaryOperator<TicketStore> wrapped) {
    return usual(Authentication.OPTIONAL, wrapped, Map.of());
  }

  static TestServer startStrict() {
    return usual(Authentication.REQUIRED, store -> store, Map.of());
  }

  private static TestServer usual(
      Authentication authentication, UnaryOperator<TicketStore> wrapped, Map<String, Object> more) {
    return new TestServer(
        POLICY,
        SessionLimits.DEFAULTS,
        SessionMessageRate.UNLIMITED,
        authentication,
        wrapped,
        List.of(),
        more);
  }

  /** A server that speaks TLS with the key in a PKCS #12 file. */
  static TestServer startWithTls(Path keyStore, String password) {
    return usual(
        Authentication.OPTIONAL,
        store -> store,
        Map.of(
            "micronaut.server.ssl.enabled",
            true,
            "micronaut.server.ssl.port",
            -1,
            "micronaut.server.ssl.key-store.path",
            keyStore.toUri().toString(),
            "micronaut.server.ssl.key-store.type",
            "PKCS12",
            "micronaut.server.ssl.key-store.password",
            password));
  }

  private TestServer(
      SocketPolicy policy,
      SessionLimits sessions,
      SessionMessageRate sessionRate,
      Authentication authentication,
      UnaryOperator<TicketStore> wrapped,
      List<MessageHandler> handlers,
      Map<String, Object> more) {
    SystemClock clock = new SystemClock();
    connections = new OpenConnections(sessions);
    readiness =
        new ReadinessSource(
            "memory",
            StoreState.CONNECTED,
            clock,
            e -> {
              throw e;
            });
    rooms = new TestRooms(readiness, events);
    AdmitConnection admit =
        new AdmitConnection(
            wrapped.apply(store),
            readiness,
            connections,
            new RecentRedemptions(1000),
            new ConnectPolicy(authentication, authentication, Duration.ofSeconds(2)),
            events,
            System::nanoTime);
    context =
        ApplicationContext.builder()
            .properties(
                Map.of(
                    "micronaut.server.port",
                    -1,
                    "micronaut.server.host",
                    "127.0.0.1",
                    "micronaut.netty.event-loops.default.num-threads",
                    2))
            .properties(more)
            .build();
    context
        .registerSingleton(AdmitConnection.class, admit)
        .registerSingleton(OpenConnections.class, connections)
        .registerSingleton(ServiceState.class, state)
        .registerSingleton(AllowedOrigins.class, new AllowedOrigins(Set.of(ORIGIN), false))
        .registerSingleton(SocketPolicy.class, policy)
        .registerSingleton(SessionMessageRate.class, sessionRate)
        .registerSingleton(ReconnectPolicy.class, ReconnectPolicy.USUAL)
        .registerSingleton(UpgradeRefusals.class, TestServer::refusal)
        .registerSingleton(ReadinessProbe.class, readiness)
        .registerSingleton(Telemetry.class, events)
        .registerSingleton(Clock.class, clock)
        .registerSingleton(VisitRooms.class, rooms.visits);
    handlers.forEach(handler -> context.registerSingleton(MessageHandler.class, handler));
    context.start();
    server = context.getBean(EmbeddedServer.class).start();
  }

  <T> T part(Class<T> type) {
    return context.getBean(type);
  }

  int port() {
    return server.getPort();
  }

  /** A ticket of a session of its own. */
  String ticket() {
    return ticket("s-" + random.nextLong(), Set.of(), Bindings.NONE, Duration.ofMinutes(1));
  }

  String ticketOf(String session) {
    return ticket(session, Set.of(), Bindings.NONE, Duration.ofMinutes(1));
  }

  String ticketFor(ClientId client, Origin origin) {
    return ticket(
        "s",
        Set.of(),
        new Bindings(Optional.of(client), Optional.of(origin)),
        Duration.ofMinutes(1));
  }

  String adminTicket() {
    return ticket("s", Set.of(Identity.ADMIN), Bindings.NONE, Duration.ofMinutes(1));
  }

  /** A ticket of a user who may use rooms. */
  String ticketInto(String user, Set<String> roles, String... rooms) {
    Identity identity =
        new Identity(
            new UserId(user), new SessionId("s-" + random.nextLong()), roles, List.of(rooms));
    return ticket(identity, Bindings.NONE, Duration.ofMinutes(1));
  }

  String ticketThatLives(Duration ttl) {
    return ticket("s", Set.of(), Bindings.NONE, ttl);
  }

  private String ticket(String session, Set<String> roles, Bindings bindings, Duration ttl) {
    Identity identity = new Identity(new UserId("u\"1"), new SessionId(session), roles, List.of());
    return ticket(identity, bindings, ttl);
  }

  private String ticket(Identity identity, Bindings bindings, Duration ttl) {
    byte[] secret = new byte[Ticket.SECRET_BYTES];
    random.nextBytes(secret);
    Ticket ticket = Ticket.of(secret);
    Instant now = Instant.now();
    Grant grant = new Grant(identity, bindings, now, now.plus(ttl), "trace");
    store.issue(ticket.key(), grant, ttl).toCompletableFuture().join();
    return ticket.reveal();
  }

  /** A trace id for which no answer can be found. */
  static final String UNEXPLAINABLE = "unexplainable";

  private static UpgradeRefusals.Answer refusal(UpgradeRefusal why, String traceId) {
    if (traceId.equals(UNEXPLAINABLE)) {
      throw new IllegalStateException("on purpose");
    }
    int status =
        switch (why) {
          case BAD_HANDSHAKE -> 400;
          case UNSUPPORTED_WEBSOCKET_VERSION -> 426;
          case ORIGIN_NOT_ALLOWED -> 403;
          case DRAINING, SERVER_FULL -> 503;
        };
    return new UpgradeRefusals.Answer(
        status,
        Map.of("X-Trace-Id", traceId, "Content-Type", "text/plain"),
        why.name().getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    context.close();
    rooms.close();
    store.close();
  }
}
