package io.admitone.redis;

import io.admitone.domain.identity.Identity;
import io.admitone.domain.identity.SessionId;
import io.admitone.domain.identity.UserId;
import io.admitone.domain.readiness.ReadinessChange;
import io.admitone.domain.room.RetentionRules;
import io.admitone.domain.ticket.Bindings;
import io.admitone.domain.ticket.Grant;
import io.admitone.domain.ticket.Ticket;
import io.admitone.domain.ticket.TicketKey;
import io.admitone.domain.time.Clock;
import io.admitone.redis.rig.Await;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** Adapters as several processes would have them, closed together; and what they keep. */
final class Instances implements AutoCloseable {
  static final Duration LIMIT = Duration.ofSeconds(10);
  static final Duration TTL = Duration.ofSeconds(60);

  private static final SecureRandom RANDOM = new SecureRandom();

  private final Clock local;
  private final List<Redis> open = new CopyOnWriteArrayList<>();
  private final List<LinkEvent> events = new CopyOnWriteArrayList<>();

  Instances() {
    this(new LocalTime());
  }

  /**
   * @param local this machine's clock, as they see it
   */
  Instances(Clock local) {
    this.local = local;
  }

  /** One that is not started. */
  Redis make(String uri) {
    return make(RedisSettings.of(RedisAddress.parse(uri)));
  }

  Redis make(RedisSettings settings) {
    Redis redis = Redis.of(settings, local, events::add);
    open.add(redis);
    return redis;
  }

  /** One that is connected, and whose rooms live fast, so that a test sees them die. */
  Redis connect(String uri, RetentionRules rooms) {
    RoomPace quick =
        new RoomPace(
            Duration.ofMillis(300),
            Duration.ofMillis(700),
            Duration.ofMillis(300),
            Duration.ofMillis(1_800));
    Redis redis =
        Redis.of(
            RedisSettings.of(RedisAddress.parse(uri)),
            rooms,
            quick,
            new LocalTime(),
            events::add,
            CommandTimes.UNTOLD);
    open.add(redis);
    redis.start();
    awaitReady(redis);
    return redis;
  }

  /** One that is connected. */
  Redis connect(String uri) {
    return connect(RedisSettings.of(RedisAddress.parse(uri)));
  }

  Redis connect(RedisSettings settings) {
    Redis redis = make(settings);
    redis.start();
    awaitReady(redis);
    return redis;
  }

  /** What has happened to all of them so far. */
  List<LinkEvent> events() {
    return events;
  }

  <T extends LinkEvent> List<T> events(Class<T> type) {
    return events.stream().filter(type::isInstance).map(type::cast).toList();
  }

  static Duration awaitReady(Redis redis) {
    try {
      return Await.until(LIMIT, "ready", () -> redis.readiness().current().isReady());
    } catch (IllegalStateException e) {
      throw new IllegalStateException(redis.readiness().current().toString(), e);
    }
  }

  static Duration awaitLoss(Redis redis) {
    // A loss can be over before anybody looks, so the history counts too.
    return Await.until(
        LIMIT,
        "lost",
        () ->
            !redis.readiness().current().isReady()
                || redis.readiness().history().stream().anyMatch(ReadinessChange::wasLost));
  }

  /** Waits until the last error says so; the store is asked for meanwhile. */
  static void awaitError(Redis redis, String words) {
    Await.until(
        LIMIT,
        "told: " + words,
        () -> {
          redis.readiness().demand();
          return redis.readiness().current().lastError().orElse("").contains(words);
        });
  }

  /** Asks for the store as requests do, until it is there. */
  static Duration awaitReadyUnderTraffic(Redis redis) {
    return Await.until(
        LIMIT,
        "ready under traffic",
        () -> {
          redis.readiness().demand();
          return redis.readiness().current().isReady();
        });
  }

  static TicketKey key() {
    byte[] secret = new byte[Ticket.SECRET_BYTES];
    RANDOM.nextBytes(secret);
    return Ticket.of(secret).key();
  }

  static Grant grant(String session) {
    Instant now = Instant.now();
    Identity identity =
        new Identity(
            new UserId("ada"), new SessionId(session), Set.of("editor"), List.of("orders.*:rw"));
    return new Grant(identity, Bindings.NONE, now, now.plus(TTL), "trace");
  }

  static <T> T join(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(5, TimeUnit.SECONDS).join();
  }

  @Override
  public void close() {
    open.forEach(Redis::close);
  }
}
