package io.admitone.redis;

import io.admitone.domain.readiness.Readiness;
import io.admitone.domain.readiness.ReadinessChange;
import io.admitone.domain.readiness.ReadinessProbe;
import io.admitone.domain.readiness.ReadinessSource;
import io.admitone.domain.readiness.StoreState;
import io.admitone.redis.LinkEvent.WeakerPromise;
import io.admitone.redis.LinkState.Effect;
import io.admitone.redis.LinkState.Step;
import io.admitone.redis.LinkState.Tell;
import io.admitone.redis.LinkState.TryAfter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Keeps a session with Redis: connects, proves again and again that it can be used, notices its
 * loss and connects anew, until it is closed.
 *
 * <p>All of it happens on one thread of its own; {@link LinkState} decides, this class carries out.
 * Any thread may read {@link #session()} and {@link #readiness()} for nothing, and none ever waits.
 */
final class RedisLink implements AutoCloseable {
  /**
   * A server that refuses still answers: what was sent to it before it was given up may end with
   * its word, which is better than in doubt.
   */
  static final Duration LAST_WORDS = Duration.ofMillis(200);

  private final Connector connector;
  private final LinkLoop loop;
  private final ReadinessSource readiness;
  private final Consumer<LinkEvent> events;
  private final LinkPace pace;
  private final Heartbeat heartbeat;
  private final List<Consumer<Session>> onSession = new CopyOnWriteArrayList<>();
  private final List<Runnable> beforeClose = new CopyOnWriteArrayList<>();
  private final CompletableFuture<Void> firstSession = new CompletableFuture<>();

  private volatile Optional<Session> session = Optional.empty();
  private volatile boolean everHidden;
  private volatile boolean closed;

  // What follows is touched by the loop alone.
  private LinkState state;
  private long patientUntil;
  private Runnable nextTry = () -> {};
  private int tryNumber;

  RedisLink(
      Connector connector,
      LinkLoop loop,
      ReadinessSource readiness,
      Consumer<LinkEvent> events,
      LinkPace pace) {
    this.connector = connector;
    this.loop = loop;
    this.readiness = readiness;
    this.events = events;
    this.pace = pace;
    this.heartbeat = new Heartbeat(loop, pace, new Findings());
    this.state = LinkState.initial(loop.nanoTime());
    this.patientUntil = loop.nanoTime();
  }

  /**
   * Begins to connect, and goes on until {@link #close()}.
   *
   * @param patience for how long the waits between tries stay short
   * @return empty with the first session; or, once patience is over, why there is none yet
   */
  CompletionStage<Optional<String>> start(Duration patience) {
    CompletableFuture<Optional<String>> result = new CompletableFuture<>();
    firstSession.thenRun(() -> result.complete(Optional.empty()));
    long until = loop.nanoTime() + patience.toNanos();
    // Before the first try, which loads the driver and so takes its time.
    loop.after(patience, () -> result.complete(Optional.of(whyNot())));
    loop.run(
        () -> {
          patientUntil = until;
          step(state.due(loop.nanoTime()));
        });
    return result;
  }

  private String whyNot() {
    return state.lastError().orElse("no answer in time");
  }

  /** The session to use now; empty while there is none. */
  Optional<Session> session() {
    return session;
  }

  /**
   * Does something with the session of now. Without one it asks for a try to connect.
   *
   * @param unavailable called with the reason, in words, where there is no session
   */
  <T> CompletionStage<T> use(
      Function<Session, CompletionStage<T>> call, Function<String, T> unavailable) {
    Optional<Session> now = session;
    if (now.isPresent()) {
      return call.apply(now.get());
    }
    demand();
    return CompletableFuture.completedFuture(
        unavailable.apply(closed ? "the store is closed" : "not connected"));
  }

  /**
   * Takes note of what a server refused: it may refuse that always, and readiness is to know at
   * once.
   *
   * @return why, in words
   */
  String refused(Session session, Reply.NoEffect<?> noEffect) {
    if (noEffect.error().isPresent()) {
      suspect(session);
    }
    return noEffect.cause();
  }

  boolean isClosed() {
    return closed;
  }

  /** Whether a server has ever hidden which life of it this is. */
  boolean hasHiddenIncarnation() {
    return everHidden;
  }

  /** Calls a listener, on the link's thread, with each session that begins from now on. */
  void onSession(Consumer<Session> listener) {
    onSession.add(listener);
  }

  /** Does something before the last session ends, on the thread that closes the link. */
  void beforeClose(Runnable task) {
    beforeClose.add(task);
  }

  /** Somebody needs Redis and cannot have it: tries at once, at most once a second. */
  void demand() {
    loop.run(() -> step(state.demanded(loop.nanoTime())));
  }

  /** A command was refused in a way that may concern all: looks at once whether it does. */
  void suspect(Session suspected) {
    loop.run(() -> heartbeat.look(suspected));
  }

  ReadinessProbe readiness() {
    return new Probe();
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    beforeClose.forEach(Runnable::run);
    loop.run(this::shutDown);
    loop.close();
    connector.close();
  }

  private void shutDown() {
    nextTry.run();
    tryNumber++;
    leaveSession().ifPresent(Session::close);
    readiness.moveTo(StoreState.DISCONNECTED, 0, Optional.of("closed"));
  }

  private void step(Step step) {
    if (closed) {
      return;
    }
    state = step.next();
    readiness.moveTo(state.store(), state.attempts(), state.lastError());
    step.effects().forEach(this::carryOut);
  }

  private void carryOut(Effect effect) {
    if (effect instanceof Tell tell) {
      events.accept(tell.event());
    } else if (effect instanceof TryAfter later) {
      nextTry.run();
      nextTry = loop.after(later.pause(), () -> step(state.due(loop.nanoTime())));
    } else {
      nextTry.run();
      tryNow();
    }
  }

  private void tryNow() {
    int number = ++tryNumber;
    Runnable limit = loop.after(pace.tryLimit(), () -> tried(number, null, tooSlow()));
    connector
        .open()
        .whenComplete(
            (opened, thrown) ->
                loop.run(
                    () -> {
                      limit.run();
                      tried(number, opened, thrown);
                    }));
  }

  private static Throwable tooSlow() {
    return new UnusableServer("no answer in time");
  }

  private void tried(int number, Session opened, Throwable thrown) {
    boolean isAwaited = number == tryNumber && !closed;
    if (isAwaited && opened == null) {
      tryNumber++;
      failed(words(thrown));
    } else if (isAwaited) {
      tryNumber++;
      begin(opened);
    } else if (opened != null) {
      opened.close();
    }
  }

  private static String words(Throwable thrown) {
    return UnusableServer.words(thrown).orElseGet(() -> Failure.inWords(thrown));
  }

  private void failed(String error) {
    long now = loop.nanoTime();
    boolean isPatient = patientUntil - now > 0;
    Duration wait = isPatient ? pace.startPause() : pace.backoff().before(state.failures() + 1);
    step(state.failed(error, wait, isPatient ? Integer.MAX_VALUE : pace.triesBeforeFailed(), now));
  }

  private void begin(Session opened) {
    session = Optional.of(opened);
    noteHidden(opened);
    heartbeat.begin(opened);
    opened.whenLost(reason -> loop.run(() -> lost(opened, reason)));
    step(state.succeeded(opened.server(), loop.nanoTime()));
    firstSession.complete(null);
    onSession.forEach(listener -> listener.accept(opened));
  }

  private void noteHidden(Session opened) {
    if (opened.hidesIncarnation() && !everHidden) {
      everHidden = true;
      events.accept(new WeakerPromise(opened.server()));
    }
  }

  private void lost(Session gone, String reason) {
    if (isCurrent(gone)) {
      leaveSession().ifPresent(Session::close);
      lose(reason);
    }
  }

  /** From here on nothing is sent on it any more; the caller closes it. */
  private Optional<Session> leaveSession() {
    Optional<Session> left = session;
    heartbeat.end();
    session = Optional.empty();
    return left;
  }

  private void lose(String reason) {
    step(state.lost(reason, pace.backoff().before(1), loop.nanoTime()));
  }

  /** Whether this is the session of now. */
  boolean isCurrent(Session one) {
    return session.filter(current -> current == one).isPresent();
  }

  /** What becomes of a session that the heartbeat gives up. */
  private final class Findings implements Heartbeat.Findings {
    @Override
    public void useless(Session found, String cause) {
      if (isCurrent(found)) {
        leaveSession().ifPresent(left -> loop.after(LAST_WORDS, left::close));
        lose(cause);
      }
    }

    @Override
    public void silent(Session found, String cause) {
      lost(found, cause);
    }
  }

  /** What the rest of the process sees. */
  private final class Probe implements ReadinessProbe {
    @Override
    public String dependency() {
      return readiness.dependency();
    }

    @Override
    public Readiness current() {
      return readiness.current();
    }

    @Override
    public List<ReadinessChange> history() {
      return readiness.history();
    }

    @Override
    public Subscription subscribe(Consumer<ReadinessChange> listener) {
      return readiness.subscribe(listener);
    }

    @Override
    public Optional<Duration> latency() {
      return session.isPresent() ? heartbeat.latency() : Optional.empty();
    }

    @Override
    public void demand() {
      RedisLink.this.demand();
    }
  }
}
