package io.admitone.ws;

import io.admitone.application.connection.CloseCode;
import io.admitone.application.connection.OpenConnections;
import io.admitone.application.connection.ReconnectPolicy;
import io.admitone.application.connection.SessionMessageRate;
import io.admitone.application.telemetry.Telemetry;
import io.admitone.application.telemetry.TelemetryEvent;
import io.admitone.application.telemetry.TelemetryEvent.SendFailed;
import io.admitone.domain.identity.ClientId;
import io.admitone.domain.readiness.ReadinessProbe;
import io.admitone.domain.time.Clock;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.EventLoop;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/** What all sockets of this process share. Thread-safe. */
@Singleton
final class Sockets {
  private static final SendFailed WRITE_FAILED = new SendFailed(SendFailed.Reason.WRITE_FAILED);

  /** A client that fragments its messages needs no more; it costs less than a message. */
  private static final int FRAMES_PER_MESSAGE = 10;

  /** At least so many ticks in a heartbeat interval, so that beats do not bunch up. */
  private static final int TICKS_PER_INTERVAL = 250;

  private static final Duration SHORTEST_TICK = Duration.ofMillis(5);
  private static final Duration LONGEST_TICK = Duration.ofMillis(100);

  /** A fleet that takes in 500 sockets a second is not overrun by those of one lost process. */
  private static final Duration WINDOW_PER_SOCKET = Duration.ofMillis(2);

  private static final Duration SHORTEST_WINDOW = Duration.ofSeconds(1);
  private static final Duration LONGEST_WINDOW = Duration.ofSeconds(60);

  /** An age that no socket reaches; the clock can still be compared with it. */
  private static final long NEVER = Long.MAX_VALUE / 2;

  private final SocketPolicy policy;
  private final ReconnectPolicy reconnects;
  private final OpenConnections connections;
  private final ReadinessProbe readiness;
  private final Telemetry telemetry;
  private final Clock clock;
  private final SessionMessageRate sessionRate;
  private final LongSupplier nanoTime;
  private final TokenBucket messageBucket;
  private final TokenBucket frameBucket;
  private final MessageHandlers handlers;
  private final MessageReader reader = new MessageReader();
  private final Duration tick;
  private final Map<EventLoop, SocketLoop> loops = new ConcurrentHashMap<>();
  private final AtomicInteger placesTaken = new AtomicInteger();
  private final ChannelFutureListener countIfFailed = sent -> countIfFailed(sent.isSuccess());
  private final ChannelFutureListener givePlaceBack = closed -> placesTaken.decrementAndGet();

  @Inject
  Sockets(
      SocketPolicy policy,
      ReconnectPolicy reconnects,
      OpenConnections connections,
      ReadinessProbe readiness,
      Telemetry telemetry,
      Clock clock,
      SessionMessageRate sessionRate,
      Collection<MessageHandler> handlers) {
    this(
        policy,
        reconnects,
        connections,
        readiness,
        telemetry,
        clock,
        sessionRate,
        handlers,
        System::nanoTime);
  }

  Sockets(
      SocketPolicy policy,
      ReconnectPolicy reconnects,
      OpenConnections connections,
      ReadinessProbe readiness,
      Telemetry telemetry,
      Clock clock,
      SessionMessageRate sessionRate,
      Collection<MessageHandler> handlers,
      LongSupplier nanoTime) {
    this.policy = policy;
    this.reconnects = reconnects;
    this.connections = connections;
    this.readiness = readiness;
    this.telemetry = telemetry;
    this.clock = clock;
    this.sessionRate = sessionRate;
    this.nanoTime = nanoTime;
    MessageRate rate = policy.limits().rate();
    this.messageBucket = new TokenBucket(rate.perSecond(), rate.burst());
    this.frameBucket =
        new TokenBucket(
            (long) rate.perSecond() * FRAMES_PER_MESSAGE, (long) rate.burst() * FRAMES_PER_MESSAGE);
    this.handlers = new MessageHandlers(handlers);
    this.tick =
        clamp(
            policy.heartbeatInterval().dividedBy(TICKS_PER_INTERVAL), SHORTEST_TICK, LONGEST_TICK);
  }

  SocketPolicy policy() {
    return policy;
  }

  TokenBucket messageBucket() {
    return messageBucket;
  }

  /** For frames of every kind: a message may come in fragments, and pings between them. */
  TokenBucket frameBucket() {
    return frameBucket;
  }

  SessionMessageRate sessionRate() {
    return sessionRate;
  }

  /**
   * When somebody who is turned away should come back, where the answer says so. A session that has
   * too many sockets may have some whose clients have vanished: after the longest silence they are
   * found, and the rest of the time is spread.
   */
  Optional<Duration> retryAfter(CloseCode why) {
    return why == CloseCode.TOO_MANY_CONNECTIONS
        ? Optional.of(policy.longestSilence().plusNanos(nanosToFirstHeartbeat()))
        : Optional.empty();
  }

  OpenConnections connections() {
    return connections;
  }

  MessageHandlers handlers() {
    return handlers;
  }

  MessageReader reader() {
    return reader;
  }

  Instant now() {
    return clock.now();
  }

  long nanoTime() {
    return nanoTime.getAsLong();
  }

  boolean storeIsReady() {
    return readiness.current().isReady();
  }

  void record(TelemetryEvent event) {
    telemetry.record(event);
  }

  /** For every message that is handed to a channel. */
  ChannelFutureListener countIfFailed() {
    return countIfFailed;
  }

  SocketLoop loopOf(EventLoop loop) {
    return loops.computeIfAbsent(loop, l -> new SocketLoop(l, tick, nanoTime));
  }

  /** A random point of the heartbeat interval, so that sockets do not beat in step. */
  long nanosToFirstHeartbeat() {
    return ThreadLocalRandom.current().nextLong(policy.heartbeatInterval().toNanos());
  }

  /** How long one socket may stay; with jitter, so that those that came together part. */
  long nanosToRetirement() {
    return reconnects
        .lifeOfOne(ThreadLocalRandom.current().nextDouble())
        .map(Duration::toNanos)
        .orElse(NEVER);
  }

  /** Whether this client is to come back by itself. */
  boolean asksToReturn(ClientId client) {
    return reconnects.asksToReturn(client);
  }

  /** When a socket that was too old is to come back: soon, for others leave at other times. */
  Duration returnOfARetiredOne() {
    return randomWithin(SHORTEST_WINDOW);
  }

  /** When one is to come back that was let in while the process was already leaving. */
  Duration returnOfALatecomer() {
    return randomWithin(reconnectWindow());
  }

  /** Whether there is a place for one socket more; it is given back when its channel closes. */
  boolean takePlace() {
    int max = policy.limits().maxConnections();
    return placesTaken.getAndUpdate(taken -> taken < max ? taken + 1 : taken) < max;
  }

  /** For the close future of a channel that took a place. */
  ChannelFutureListener givePlaceBack() {
    return givePlaceBack;
  }

  /**
   * Over which time clients should spread their return if this process vanishes without a goodbye:
   * two milliseconds for each open socket, at least one second and at most a minute.
   */
  Duration reconnectWindow() {
    return clamp(
        WINDOW_PER_SOCKET.multipliedBy(placesTaken.get()), SHORTEST_WINDOW, LONGEST_WINDOW);
  }

  private static Duration randomWithin(Duration window) {
    return Duration.ofMillis(ThreadLocalRandom.current().nextLong(window.toMillis()));
  }

  private void countIfFailed(boolean sent) {
    if (!sent) {
      telemetry.record(WRITE_FAILED);
    }
  }

  private static Duration clamp(Duration value, Duration min, Duration max) {
    Duration atLeast = value.compareTo(min) < 0 ? min : value;
    return atLeast.compareTo(max) > 0 ? max : atLeast;
  }
}
