package io.admitone.redis;

import io.admitone.domain.readiness.ReadinessProbe;
import io.admitone.domain.readiness.ReadinessSource;
import io.admitone.domain.readiness.StoreState;
import io.admitone.domain.room.RetentionRules;
import io.admitone.domain.room.RoomBroker;
import io.admitone.domain.ticket.RevocationFeed;
import io.admitone.domain.ticket.TicketStore;
import io.admitone.domain.time.Clock;
import io.lettuce.core.RedisURI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Redis as the store of this process: one supervised link, and the ports that live on it.
 *
 * <p>Nothing connects before {@link #start()}; from then on the link looks after itself until
 * {@link #close()}, whatever becomes of Redis. Thread-safe; only {@code close} blocks.
 */
public final class Redis implements AutoCloseable {
  /** The name under which operators see this dependency. */
  public static final String DEPENDENCY = "redis";

  private static final Logger LOG = LoggerFactory.getLogger(Redis.class);

  private final RedisLink link;
  private final RedisClock clock;
  private final TicketStore tickets;
  private final RevocationFeed revocations;
  private final RoomBroker rooms;

  private Redis(
      RedisLink link,
      RedisClock clock,
      TicketStore tickets,
      RevocationFeed revocations,
      RoomBroker rooms) {
    this.link = link;
    this.clock = clock;
    this.tickets = tickets;
    this.revocations = revocations;
    this.rooms = rooms;
  }

  /**
   * Makes the link and its ports, without connecting.
   *
   * @param local dates changes of readiness, and tells the time until Redis does
   * @param events hears what happens to the link, on its thread, which it must not block
   */
  public static Redis of(RedisSettings settings, Clock local, Consumer<LinkEvent> events) {
    return of(settings, RetentionRules.DEFAULT, local, events, CommandTimes.UNTOLD);
  }

  /**
   * Makes the link and its ports, without connecting.
   *
   * @param rooms how much is kept of which rooms
   * @param local dates changes of readiness, and tells the time until Redis does
   * @param events hears what happens to the link, on its thread, which it must not block
   * @param times hears how long commands took
   */
  public static Redis of(
      RedisSettings settings,
      RetentionRules rooms,
      Clock local,
      Consumer<LinkEvent> events,
      CommandTimes times) {
    return of(settings, rooms, RoomPace.USUAL, local, events, times);
  }

  /** With other times for the rooms. */
  static Redis of(
      RedisSettings settings,
      RetentionRules rules,
      RoomPace pace,
      Clock local,
      Consumer<LinkEvent> events,
      CommandTimes times) {
    Consumer<LinkEvent> safely = new SafeEvents(events);
    LinkLoop loop =
        new LinkThread(
            "admitone-redis-link", thrown -> safely.accept(new LinkEvent.ListenerFailed(thrown)));
    RedisClock clock = new RedisClock(local, System::nanoTime);
    String process = UUID.randomUUID().toString();
    ReadinessSource readiness =
        new ReadinessSource(
            DEPENDENCY,
            StoreState.DISCONNECTED,
            local,
            thrown -> safely.accept(new LinkEvent.ListenerFailed(thrown)));
    RedisLink link =
        new RedisLink(
            connector(settings, times, clock, process),
            loop,
            readiness,
            safely,
            LinkPace.of(settings));
    Duration timeout = settings.commandTimeout();
    return new Redis(
        link,
        clock,
        new RedisTicketStore(link, new SessionIndex(clock, process, timeout), timeout),
        new RedisRevocationFeed(link, loop, clock, process, timeout, safely),
        rooms(
            link,
            settings,
            new RoomLogs(rules, settings.address().database(), process),
            pace,
            clock,
            process,
            event -> loop.run(() -> safely.accept(event))));
  }

  /** On a thread of their own: so many messages must not keep a heartbeat waiting. */
  private static RoomBroker rooms(
      RedisLink link,
      RedisSettings settings,
      RoomLogs logs,
      RoomPace pace,
      RedisClock clock,
      String process,
      Consumer<LinkEvent> events) {
    LinkLoop loop =
        new LinkThread(
            "admitone-redis-rooms", thrown -> events.accept(new LinkEvent.ListenerFailed(thrown)));
    return new RedisRoomBroker(
        link,
        loop,
        logs,
        new RoomSubscriptions(
            link::isCurrent,
            logs::channelOf,
            loop,
            new RoomQuestions(link, logs, loop),
            RedisRoomBroker.limit(settings),
            pace,
            events),
        new RoomPresence(link, loop, clock, process, pace),
        settings,
        pace);
  }

  private static Connector connector(
      RedisSettings settings, CommandTimes times, RedisClock clock, String process) {
    RedisAddress address = settings.address();
    List<RedisURI> uris = address.uris(settings.connectTimeout());
    Lettuce lettuce = new Lettuce(settings, times);
    return address.isCluster()
        ? new ClusterConnector(lettuce, uris, clock, process)
        : new SingleConnector(lettuce, uris.get(0), clock, process);
  }

  /** Begins to connect, in the background and without end. */
  public void start() {
    link.start(Duration.ZERO);
  }

  /**
   * Begins to connect, with short waits between tries while patience lasts; afterwards the tries go
   * on with longer ones.
   *
   * @return empty as soon as Redis can be used; or, when patience is over, why it cannot, in words.
   *     Completes normally, on the link's thread
   */
  public CompletionStage<Optional<String>> start(Duration patience) {
    return link.start(patience);
  }

  /** Tickets in Redis. Closing it closes everything here. */
  public TicketStore tickets() {
    return tickets;
  }

  /** Whether Redis can be used now. */
  public ReadinessProbe readiness() {
    return link.readiness();
  }

  /** The server's time. */
  public Clock clock() {
    return clock;
  }

  /** What other processes on the same Redis have revoked. */
  public RevocationFeed revocations() {
    return revocations;
  }

  /** Rooms in Redis. Closing it closes everything here. */
  public RoomBroker rooms() {
    return rooms;
  }

  /** Lets go of connections and threads; takes a few seconds at most. */
  @Override
  public void close() {
    link.close();
  }

  /** What a listener throws must not stop the link. */
  private record SafeEvents(Consumer<LinkEvent> listener) implements Consumer<LinkEvent> {
    @Override
    public void accept(LinkEvent event) {
      try {
        listener.accept(event);
      } catch (RuntimeException e) {
        LOG.error("a listener of the link failed", e);
      }
    }
  }
}
