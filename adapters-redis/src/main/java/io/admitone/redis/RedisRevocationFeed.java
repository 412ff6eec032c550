package io.admitone.redis;

import io.admitone.domain.identity.SessionId;
import io.admitone.domain.readiness.ReadinessProbe.Subscription;
import io.admitone.domain.ticket.RevocationFeed;
import io.admitone.redis.LinkEvent.ListenerFailed;
import io.admitone.redis.LinkEvent.RevocationsInterrupted;
import io.admitone.redis.LinkEvent.RevocationsResumed;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Follows the stream of revocations on a connection of its own, with a read that waits at the
 * server: what is revoked elsewhere is here a round trip later, and what was missed while the
 * connection was gone is read when it is back, for the stream remembers.
 *
 * <p>The place in the stream outlives connections. At each new one it goes back by a minute,
 * because the stream of another life of the server may lack the latest entries and number new ones
 * from before; what was told already is not told again.
 *
 * <p>All state belongs to the link's loop, and listeners are called there.
 */
final class RedisRevocationFeed implements RevocationFeed {
  /** The field of an entry that names the session. */
  static final String SESSION = "session";

  /** The field of an entry that names the process that revoked it. */
  static final String BY = "by";

  private static final Duration WAIT_AT_SERVER = Duration.ofSeconds(1);
  private static final Duration PAUSE = Duration.ofMillis(250);
  private static final int BATCH = 100;
  private static final int REMEMBERED = 10_000;
  private static final long OVERLAP_MS = Duration.ofMinutes(1).toMillis();

  private final RedisLink link;
  private final LinkLoop loop;
  private final RedisClock clock;
  private final String process;
  private final Duration readLimit;
  private final Consumer<LinkEvent> events;
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();
  private final Set<String> told = new LinkedHashSet<>();

  private long beganAtMs;
  private String place = "";
  private long interruptedAt;
  private boolean interrupted;

  /**
   * @param process names this process in the entries that it writes itself
   * @param answerLimit for the server's answer after its wait is over
   */
  RedisRevocationFeed(
      RedisLink link,
      LinkLoop loop,
      RedisClock clock,
      String process,
      Duration answerLimit,
      Consumer<LinkEvent> events) {
    this.link = link;
    this.loop = loop;
    this.clock = clock;
    this.process = process;
    this.readLimit = WAIT_AT_SERVER.plus(answerLimit);
    this.events = events;
    link.onSession(this::follow);
  }

  @Override
  public Subscription subscribe(Consumer<SessionId> listener) {
    Listener entry = new Listener(Objects.requireNonNull(listener));
    listeners.add(entry);
    return () -> listeners.remove(entry);
  }

  private void follow(Session session) {
    if (place.isEmpty()) {
      // Nobody was admitted before this moment, so nothing from before it concerns anybody here.
      beganAtMs = clock.certainlyPastMillis();
      place = beganAtMs + "-0";
    } else {
      place = Math.max(beganAtMs, millis(place) - OVERLAP_MS) + "-0";
    }
    open(session);
  }

  private void open(Session session) {
    if (!link.isCurrent(session)) {
      return;
    }
    session
        .nodeOf(RedisKeys.REVOCATIONS)
        .openAnother(readLimit)
        .whenComplete(
            (connection, thrown) ->
                loop.run(
                    () -> {
                      if (thrown == null) {
                        read(session, connection);
                      } else {
                        retry(session, thrown);
                      }
                    }));
  }

  private void read(Session session, StatefulRedisConnection<String, String> connection) {
    if (!link.isCurrent(session)) {
      close(connection);
      return;
    }
    Request<List<StreamMessage<String, String>>> next =
        Request.xread(RedisKeys.REVOCATIONS, place, WAIT_AT_SERVER, BATCH);
    connection.dispatch(next);
    next.whenComplete(
        (messages, thrown) ->
            loop.run(
                () -> {
                  if (thrown == null) {
                    resumed();
                    messages.forEach(this::take);
                    read(session, connection);
                  } else {
                    connection.closeAsync();
                    retry(session, thrown);
                  }
                }));
  }

  /** The driver keeps a connection that has ended until it is closed as well. */
  private void close(StatefulRedisConnection<String, String> connection) {
    if (!link.isClosed()) {
      connection.closeAsync();
    }
  }

  private void retry(Session session, Throwable thrown) {
    if (!link.isCurrent(session)) {
      return;
    }
    if (!interrupted) {
      interrupted = true;
      interruptedAt = loop.nanoTime();
      events.accept(new RevocationsInterrupted(Failure.inWords(thrown)));
    }
    loop.after(PAUSE, () -> open(session));
  }

  private void resumed() {
    if (interrupted) {
      interrupted = false;
      Duration silentFor = Duration.ofNanos(loop.nanoTime() - interruptedAt);
      events.accept(new RevocationsResumed(silentFor));
    }
  }

  private void take(StreamMessage<String, String> message) {
    place = message.getId();
    boolean isNews = remember(message.getId());
    Optional<String> session = Optional.ofNullable(message.getBody().get(SESSION));
    boolean isOurs = process.equals(message.getBody().get(BY));
    if (isNews && !isOurs) {
      session.filter(id -> !id.isBlank()).ifPresent(id -> tell(new SessionId(id)));
    }
  }

  private boolean remember(String id) {
    boolean isNew = told.add(id);
    if (told.size() > REMEMBERED) {
      var eldest = told.iterator();
      eldest.next();
      eldest.remove();
    }
    return isNew;
  }

  private void tell(SessionId session) {
    for (Listener listener : listeners) {
      try {
        listener.consumer.accept(session);
      } catch (RuntimeException | Error e) {
        events.accept(new ListenerFailed(e));
      }
    }
  }

  private static long millis(String id) {
    return Long.parseLong(id.substring(0, id.indexOf('-')));
  }

  /** Compared by identity, so that one consumer may subscribe twice. */
  private static final class Listener {
    private final Consumer<SessionId> consumer;

    private Listener(Consumer<SessionId> consumer) {
      this.consumer = consumer;
    }
  }
}
