package io.admitone.redis;

import io.admitone.domain.room.RoomListener;
import io.admitone.domain.room.RoomMessage;
import io.admitone.domain.room.RoomName;
import io.admitone.domain.room.RoomSubscription;
import io.admitone.redis.LinkEvent.ListenerFailed;
import io.admitone.redis.LinkEvent.RoomsInterrupted;
import io.admitone.redis.LinkEvent.RoomsResumed;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The rooms that this process listens to, and no others. Each is heard by a {@link Lane} to the
 * server that has its slot. With each session of the link all lanes are made anew, whether there
 * are rooms or not: so the first listener need not wait for a connection. One that is lost alone is
 * replaced while the session lives. After either, every room looks into history.
 *
 * <p>Belongs to the loop of the rooms, except for {@link #subscribe} and {@link #heard}.
 */
final class RoomSubscriptions implements Lane.Keeper {
  /** Rooms are looked after more often than they are forgotten. */
  private static final Duration ROUND = Duration.ofMinutes(4);

  private static final List<Duration> PAUSES =
      List.of(Duration.ofMillis(250), Duration.ofSeconds(1), Duration.ofSeconds(4));

  private final Predicate<Session> isCurrent;
  private final Function<RoomName, String> channelOf;
  private final LinkLoop loop;
  private final RoomQuestions questions;
  private final Duration limit;
  private final RoomPace pace;
  private final Consumer<LinkEvent> events;
  private final Backoff backoff = new Backoff(PAUSES, Backoff.DEFAULT_JITTER, Math::random);
  private final Map<String, RoomChannel> rooms = new ConcurrentHashMap<>();
  private final Map<Node, Lane> lanes = new HashMap<>();
  private final Backlog backlog;
  private final Rounds<RoomChannel> rounds;
  private Optional<Session> session = Optional.empty();
  private boolean closed;
  private boolean pausing;
  private Runnable placing = () -> {};
  private int failures;

  /** Rooms that an interruption took and that are not heard again yet. */
  private final Set<RoomChannel> unheard = new HashSet<>();

  private long interruptedAt;

  /**
   * @param isCurrent whether a session is that of now
   * @param channelOf a room's
   * @param limit after which a listener that has not begun to hear never will
   */
  RoomSubscriptions(
      Predicate<Session> isCurrent,
      Function<RoomName, String> channelOf,
      LinkLoop loop,
      RoomQuestions questions,
      Duration limit,
      RoomPace pace,
      Consumer<LinkEvent> events) {
    this.isCurrent = isCurrent;
    this.channelOf = channelOf;
    this.loop = loop;
    this.questions = questions;
    this.limit = limit;
    this.pace = pace;
    this.events = events;
    this.backlog = new Backlog(loop);
    this.rounds = new Rounds<>(loop, ROUND, rooms::values, RoomChannel::check);
  }

  /** Any thread. */
  RoomSubscription subscribe(RoomName room, RoomListener listener) {
    Listening listening = new Listening(listener, questions, limit, this::broken, this::left);
    loop.run(() -> enter(room, listening));
    return listening;
  }

  private void broken(Throwable thrown) {
    events.accept(new ListenerFailed(thrown));
  }

  private void enter(RoomName room, Listening listening) {
    if (closed) {
      listening.close();
      return;
    }
    rounds.start();
    RoomChannel channel =
        rooms.computeIfAbsent(channelOf.apply(room), name -> new RoomChannel(room, name));
    listening.enter(channel);
    look(channel);
  }

  private void left(Listening listening) {
    loop.run(() -> listening.leave().ifPresent(this::look));
  }

  /** Brings what the server sends into line with what is wanted. */
  private void look(RoomChannel channel) {
    if (!channel.isWanted()) {
      missedNoLonger(channel);
    }
    if (channel.isOver()) {
      rooms.remove(channel.name());
    } else if (channel.lane().isEmpty() && !pausing) {
      session.ifPresent(current -> channel.placeOn(lane(current, current.nodeOf(channel.name()))));
    }
    channel.lane().ifPresent(lane -> lane.look(channel));
  }

  private Lane lane(Session current, Node node) {
    return lanes.computeIfAbsent(
        node,
        fresh -> {
          Lane lane = new Lane(fresh, current.publishes(), loop, pace, this);
          lane.open();
          return lane;
        });
  }

  private void openLanes(Session current) {
    current.nodes().forEach(node -> lane(current, node));
  }

  /** All that was heard over other connections is to be heard over this session's. */
  void begin(Session begun) {
    closeLanes();
    session = Optional.of(begun);
    placing.run();
    pausing = false;
    failures = 0;
    rooms.values().forEach(RoomChannel::off);
    openLanes(begun);
    rooms.values().forEach(this::look);
  }

  private CompletionStage<Void> closeLanes() {
    CompletableFuture<?>[] closing =
        lanes.values().stream()
            .map(lane -> lane.close().toCompletableFuture())
            .toArray(CompletableFuture<?>[]::new);
    lanes.clear();
    return CompletableFuture.allOf(closing);
  }

  /** Completes when the connections are gone. */
  CompletionStage<Void> close() {
    closed = true;
    rooms.values().forEach(RoomChannel::close);
    rooms.clear();
    return closeLanes();
  }

  @Override
  public void heard(String channel, byte[] message) {
    RoomChannel room = rooms.get(channel);
    if (room != null) {
      Optional<RoomMessage> read = RoomRecord.readTold(room.room(), message);
      // What cannot be read was perhaps something: history knows.
      backlog.add(room, message.length, () -> read.ifPresentOrElse(room::hear, room::doubt));
    }
  }

  @Override
  public void confirmed(String channel, boolean on) {
    RoomChannel room = rooms.get(channel);
    if (room == null) {
      return;
    }
    if (on) {
      failures = 0;
      missedNoLonger(room);
      room.on();
    } else {
      room.off();
    }
    look(room);
  }

  @Override
  public void refused(List<RoomChannel> refused, String why) {
    refused.forEach(RoomChannel::off);
    placeLater(why);
  }

  @Override
  public void lost(Lane lane, String why) {
    if (lanes.remove(lane.node(), lane)) {
      rooms.values().stream()
          .filter(room -> room.lane().filter(own -> own == lane).isPresent())
          .forEach(RoomChannel::off);
      placeLater(why);
    }
  }

  private void placeLater(String why) {
    if (!pausing) {
      pausing = true;
      failures++;
      long since = loop.nanoTime();
      placing = loop.after(backoff.before(failures), () -> placeAgain(since, why));
    }
  }

  /** Where the whole session is lost by now, that is told already, and the next one places them. */
  private void placeAgain(long since, String why) {
    pausing = false;
    session = session.filter(isCurrent);
    if (session.isPresent()) {
      openLanes(session.get());
      List<RoomChannel> homeless =
          rooms.values().stream().filter(room -> room.lane().isEmpty()).toList();
      homeless.stream().filter(RoomChannel::isWanted).forEach(room -> missed(room, since, why));
      homeless.forEach(this::look);
    }
  }

  private void missed(RoomChannel room, long since, String why) {
    if (unheard.isEmpty()) {
      interruptedAt = since;
      events.accept(new RoomsInterrupted(why));
    }
    unheard.add(room);
  }

  /** It is heard, or nobody wants to hear it. */
  private void missedNoLonger(RoomChannel room) {
    if (unheard.remove(room) && unheard.isEmpty()) {
      events.accept(new RoomsResumed(Duration.ofNanos(loop.nanoTime() - interruptedAt)));
    }
  }
}
