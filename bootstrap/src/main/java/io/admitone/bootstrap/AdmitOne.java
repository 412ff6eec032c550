package io.admitone.bootstrap;

import io.admitone.application.connection.CloseCode;
import io.admitone.application.connection.OpenConnections;
import io.admitone.application.lifecycle.Drain;
import io.admitone.application.rooms.PollRoom;
import io.admitone.bootstrap.logging.LogEvent;
import io.admitone.bootstrap.settings.Environment;
import io.admitone.bootstrap.settings.Settings;
import io.admitone.http.HttpServerDefaults;
import io.admitone.http.HttpSettings;
import io.micronaut.context.ApplicationContext;
import io.micronaut.http.netty.channel.EventLoopGroupRegistry;
import io.micronaut.runtime.server.EmbeddedServer;
import io.netty.channel.EventLoopGroup;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * The running service. Logging and the process are the caller's: this class neither sets up the one
 * nor ends the other, so that several can run in one process.
 *
 * <p>The framework's own start is not used: its stop cuts every socket, and it would read settings
 * that the table does not know.
 */
public final class AdmitOne implements AutoCloseable {
  /** In the framework, what takes any free port. */
  private static final int ANY_PORT = -1;

  /** How long an event loop that is stuck may hold up the end. */
  private static final long PATIENCE_MS = 1_000;

  private final Settings settings;
  private final Program program;
  private final Reporting reporting;
  private final Store store;
  private final ApplicationContext context;
  private final EmbeddedServer server;
  private final Drain drain;

  private AdmitOne(
      Settings settings,
      Program program,
      Reporting reporting,
      Store store,
      ApplicationContext context) {
    this.settings = settings;
    this.program = program;
    this.reporting = reporting;
    this.store = store;
    this.context = context;
    this.server = context.getBean(EmbeddedServer.class);
    this.drain = context.getBean(Drain.class);
  }

  /**
   * Returns when requests are taken.
   *
   * @throws StartFailedException if it cannot be; nothing is left open then
   */
  public static AdmitOne start(Settings settings) throws StartFailedException {
    AdmitOne service = prepare(settings, System.nanoTime(), failure -> {});
    try {
      service.open();
      return service;
    } catch (StartFailedException e) {
      service.close();
      throw e;
    }
  }

  /**
   * All but the port: what is returned can be stopped, and takes no request yet.
   *
   * @param begunAt when the process began, by {@link System#nanoTime()}
   * @param givenUp told at once, on another thread, where the store has failed for good before the
   *     rest was made; {@link #open()} throws it as well
   */
  static AdmitOne prepare(Settings settings, long begunAt, Consumer<StartFailedException> givenUp)
      throws StartFailedException {
    Program program = Program.running();
    Reporting reporting = Reporting.begin(settings.log());
    StartLine.write(reporting.logger(), settings, program);
    Store store = Store.of(settings, reporting, begunAt);
    // As early as can be: it connects while everything else is made.
    store.start().begin(givenUp);
    new WarmUp(Wiring.tokenPolicy(settings.tokens()), store).begin();
    ApplicationContext context = context(settings, http(settings, program), store, reporting);
    try {
      return new AdmitOne(settings, program, reporting, store, context.start());
    } catch (RuntimeException failure) {
      close(context, store, reporting);
      throw StartFailedException.because(failure, settings.listen());
    }
  }

  /**
   * Returns when requests are taken.
   *
   * @throws StartFailedException if it cannot be; then this is still to be closed
   */
  void open() throws StartFailedException {
    store.start().await();
    try {
      server.start();
    } catch (RuntimeException failure) {
      throw StartFailedException.because(failure, settings.listen());
    }
    LogEvent.STARTED
        .on(reporting.logger())
        .with("port", server.getPort())
        .with("durationMs", program.age())
        .write();
    // After the port is open: nobody scrapes a process that does not listen.
    reporting.meters().watchProcess();
  }

  private static ApplicationContext context(
      Settings settings, HttpSettings http, Store store, Reporting reporting) {
    Map<String, Object> properties = new LinkedHashMap<>(HttpServerDefaults.properties(http));
    int port = settings.listen().port();
    properties.put("micronaut.server.host", settings.listen().host());
    properties.put("micronaut.server.port", port == 0 ? ANY_PORT : port);
    properties.put("micronaut.netty.event-loops.default.shutdown-quiet-period", "100ms");
    properties.put("micronaut.netty.event-loops.default.shutdown-timeout", "1s");
    if (settings.tokens().devTokens()) {
      properties.put(Wiring.DEV_TOKENS, true);
    }
    if (settings.environment() == Environment.DEV) {
      properties.put(DemoPage.SHOWN, true);
      properties.put(ApiDocuments.SHOWN, true);
    }
    List<Object> parts = new ArrayList<>(List.of(settings, http, store, reporting));
    store.outage().ifPresent(parts::add);
    return ApplicationContext.builder()
        .deduceEnvironment(false)
        .deduceCloudEnvironment(false)
        .bootstrapEnvironment(false)
        .enableDefaultPropertySources(false)
        .environmentPropertySource(false)
        .banner(false)
        .properties(properties)
        .singletons(parts.toArray())
        .build();
  }

  private static HttpSettings http(Settings settings, Program program) {
    return new HttpSettings(
        settings.listen().basePath(),
        settings.tokens().cookieName(),
        settings.environment() != Environment.DEV,
        program.version(),
        program.startedAt(),
        Store.address(settings));
  }

  /** Where it listens. */
  public int port() {
    return server.getPort();
  }

  /** One of its parts, for tests that embed it. */
  public <T> T part(Class<T> type) {
    return context.getBean(type);
  }

  /**
   * Says goodbye to all sockets, and then closes. Returns when that is done, which takes at most as
   * long as the drain of the settings and what closing takes.
   */
  public void stop() {
    if (server.isRunning()) {
      CompletionStage<?> drained = drain.start();
      context.getBean(PollRoom.class).answerAll();
      drained.toCompletableFuture().join();
    }
    close();
  }

  /** Closes at once. Who is still there is told so, and not when to come back. */
  @Override
  public void close() {
    if (server.isRunning()) {
      EventLoopGroup loops =
          context.getBean(EventLoopGroupRegistry.class).getDefaultEventLoopGroup();
      tellAllThatItEnds(loops);
      server.stop();
      context.close();
      // What the last channels have to report is reported before those who listen are closed.
      loops.terminationFuture().awaitUninterruptibly(PATIENCE_MS);
    }
    server.stop();
    close(context, store, reporting);
  }

  /** An event loop that ends closes its channels before it does what it was still asked. */
  private void tellAllThatItEnds(EventLoopGroup loops) {
    context
        .getBean(OpenConnections.class)
        .all()
        .forEach(connection -> connection.close(CloseCode.GOING_AWAY));
    loops.forEach(loop -> loop.submit(() -> {}).awaitUninterruptibly(PATIENCE_MS));
  }

  /** The store last: until then requests may still be under way. */
  private static void close(ApplicationContext context, Store store, Reporting reporting) {
    context.close();
    store.close();
    reporting.traces().close();
    reporting.meters().close();
  }
}
